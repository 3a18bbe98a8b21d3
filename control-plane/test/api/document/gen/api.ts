export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process lives */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures for Prometheus */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process can do its work, with each dependency named */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Devices in force that the tenant has given away or was given */
        get: operations["listAssignments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assignments/{asset}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Gives a device at a box of this tenant to another one
         * @description In force on every api within a second, and in the place of an earlier assignment of the device. The box stays where it is; its tenant does not see the device until the assignment ends.
         */
        put: operations["assignDevice"];
        post?: never;
        /** Takes a device back, on every api within a second */
        delete: operations["endAssignment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what, or was refused it; newest first
         * @description Each change from before its effect on, and each refusal, some seconds after it. Neither secrets nor what was sent. A page may be short, even empty, and not be the last: go on while there is a `nextCursor`.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lab boxes, in the order of their ids */
        get: operations["listBoxes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boxes/{box}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One lab box */
        get: operations["getBox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/capabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every capability contract */
        get: operations["listCapabilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/commands/{command}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One command */
        get: operations["getCommand"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Devices that have not left */
        get: operations["listDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One device; one that has left shows as `ended` for a month */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device}/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest commands of a device: what it was used for */
        get: operations["listDeviceCommands"];
        put?: never;
        /**
         * Sends a command to a device
         * @description Answers as soon as the command is durable, or, with `Prefer: wait=<seconds>`, when it is over: 200 with its outcome, 202 if it is not over. A command that failed is a 200 whose `state` and `error` say so.
         */
        post: operations["sendCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device}/health/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Checks a device now
         * @description A command to the device's agent, answered as any other: `result` has the `health.state` and the reason that come of it. Runs the clean-up first if one has not succeeded since the last lease. Rejected as `leased` while somebody has the device, and as `asleep` or `unreachable` while it is not there. To send it again does no harm.
         */
        post: operations["checkDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device}/health/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Releases a device from quarantine
         * @description A command to the device's agent, answered as any other. The device is `ready` from then on, unchecked, until its next check. To send it again does no harm.
         */
        post: operations["releaseDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to a device, and who had it; times are those of receipt */
        get: operations["getDeviceHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device}/leases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who had a device, what for, from when to when, and why it ended */
        get: operations["listDeviceLeases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes of the fleet as they happen (server-sent events)
         * @description A stream of `FleetEvent`: each has `event`, `id` and `data`, which is JSON on one line. `Last-Event-ID` (or `after`, for instance the `position` of a list) resumes: what changed since is told as it is now, each device, box and lease once (of leases that have ended, the last 1,000). Until that is over, events carry the id that the client came with. A position that cannot be resumed gets a `reset`. Of the filters only `box` applies to boxes; a lease is told if one of its devices meets the filters before or after the change. Every 15 s a comment comes if nothing else does. A client that reads too slowly is cut off with `closed`. Commands are not told here: wait for them by `Prefer`, or read them.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Leases that wait or run, and those that ended lately; the newest first */
        get: operations["listLeases"];
        put?: never;
        /**
         * Asks for a lease: devices for oneself
         * @description Names devices, or says by `match` what they must be: all of them or none. 201: the lease is granted, and the agents of its devices obey it alone. 202: it is queued; wait for it with `Prefer: wait=<seconds>`, read it, or follow GET /v1/leases/{lease}/events. Only devices whose availability is `available` are matched; a named one may be asleep. A lease ends by itself after `ttlMs` unless it is renewed.
         */
        post: operations["acquireLease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{lease}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One lease, with its place in the queue while it waits */
        get: operations["getLease"];
        put?: never;
        post?: never;
        /**
         * Gives a lease back, or leaves the queue
         * @description A lease that has ended is answered as it is.
         */
        delete: operations["deleteLease"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{lease}/break": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a lease away from its holder */
        post: operations["breakLease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{lease}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes of a lease as they happen (server-sent events)
         * @description A stream of `LeaseEvent`: each has `event`, `id` and `data`, which is JSON on one line. It begins with the lease as it is, whatever was told before, and ends with the lease. Places in the queue are told once a second at most. Every 15 s a comment comes if nothing else does.
         */
        get: operations["streamLease"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{lease}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives a lease back, or leaves the queue
         * @description A lease that has ended is answered as it is.
         */
        post: operations["releaseLease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{lease}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renews a lease: its time begins again
         * @description Never beyond `latestUntil`. A client that answers for a lease renews it when a third of its time has passed.
         */
        post: operations["renewLease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/match": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Which devices meet requirements, or which requirements the devices of a pool meet
         * @description With `requirements`: which devices meet them, a set that could be had now, and for each device that fails the requirement that it fails. With `requirementsByName`: for each name the devices that meet it and whether it can run now, and for each device the names that it meets. Nothing is reserved: ask for a lease by `match`.
         *
         *     A version range holds comparisons side by side, all of which must hold (`>=11.5 <12`). Versions are compared part by part as numbers, of whatever length, and a word before the number does not count (`webOS 6.3.1`). What follows the number (a build, `-rc1`) counts only if the bound has such a suffix too. An attribute that is a number is compared as one.
         */
        post: operations["matchDevices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asks, and what he may do */
        get: operations["whoAmI"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shares in force that the tenant gives or has been given */
        get: operations["listShares"];
        put?: never;
        /** Lets another tenant use devices of this one */
        post: operations["createShare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shares/{share}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a share, on every api within a second */
        delete: operations["endShare"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tenants besides `default`, in the order of their ids */
        get: operations["listTenants"];
        put?: never;
        /** Makes a tenant */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Removes a tenant
         * @description For good: its tokens count no more, on every api within a second. Its boxes and devices stay what they are, and are seen by those only who are of the platform. Its id is not given again.
         */
        delete: operations["removeTenant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens of the tenant, in the order of their ids; of all tenants for who is of the platform */
        get: operations["listTokens"];
        put?: never;
        /**
         * Makes a token for a program
         * @description The answer is the only one that tells the token: only its digest is kept. A token may do no more than its maker, and belongs to its maker's tenant unless the maker is of the platform.
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One token, without its secret */
        get: operations["getToken"];
        put?: never;
        post?: never;
        /**
         * Revokes a token
         * @description It counts no more, on every api within a second: requests are refused, streams and waits of the token end. For good; one that was revoked already is answered as it is.
         */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long devices were leased, by device or holder, day or week
         * @description Hours held, leases granted, waits in the queue and how leases ended, from the history of leases; one that runs counts up to now. A day or week without any use is left out. At most 10,000 rows.
         */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description one lab box
         * @example {
         *       "id": "lab-box-1",
         *       "presence": {
         *         "state": "present",
         *         "since": "2026-11-12T06:29:58.100Z",
         *         "reason": null
         *       },
         *       "gatewayId": "gateway-1",
         *       "certificate": {
         *         "expiresAt": "2027-11-12T06:00:00.000Z",
         *         "endsSoon": false
         *       },
         *       "agentVersion": "0.1.0",
         *       "identityConflict": null,
         *       "registry": {
         *         "id": "0197a1f2-5c3e-7b84-9d21-6f0e8a4b7c10",
         *         "unreadableFiles": [],
         *         "droppedSessions": 0
         *       },
         *       "outbox": {
         *         "rows": 0,
         *         "bytes": 0,
         *         "limitBytes": 268435456,
         *         "supersededDeltas": 0,
         *         "lastsDays": null
         *       },
         *       "devices": {
         *         "total": 1,
         *         "online": 1,
         *         "asleep": 0,
         *         "offline": 0,
         *         "unknown": 0
         *       },
         *       "interfaces": [
         *         {
         *           "name": "eth0",
         *           "addresses": [
         *             "192.0.2.10"
         *           ]
         *         }
         *       ],
         *       "links": [
         *         {
         *           "id": "roku-ecp",
         *           "state": "up",
         *           "detail": ""
         *         }
         *       ],
         *       "statusAt": "2026-11-30T09:00:00.000Z"
         *     }
         */
        Box: {
            agentVersion: string | null;
            /** @description of its newest connection; missing if that is not known */
            certificate?: {
                /** @description within 30 days, or it is over: issue a new one */
                endsSoon: boolean;
                /** Format: date-time */
                expiresAt: string;
            };
            devices: {
                asleep: number;
                offline: number;
                online: number;
                total: number;
                unknown: number;
            };
            gatewayId: string | null;
            id: string;
            identityConflict: {
                /** Format: date-time */
                since: string;
                /** @description how often the other one took its place */
                takeovers: number;
            } | null;
            interfaces: {
                addresses: string[];
                name: string;
            }[];
            links: {
                detail: string;
                id: string;
                state: string;
            }[];
            outbox: {
                bytes: number;
                lastsDays: number | null;
                limitBytes: number;
                /** @description events that wait to be sent */
                rows: number;
                /** @description deltas that a snapshot has replaced */
                supersededDeltas: number;
            } | null;
            presence: {
                reason: string | null;
                since: string | null;
                /**
                 * @description unknown: its gateway is silent, or it never connected
                 * @example present
                 * @enum {string}
                 */
                state: "present" | "lost" | "unknown";
            };
            registry: {
                /** @description sessions that its last start left out, for their rows could not be read */
                droppedSessions: number;
                /** @description of the box's registry file; a new file has a new one */
                id: string;
                /** @description registry files that could not be read, aside in the box's data folder until somebody takes them away */
                unreadableFiles: string[];
            } | null;
            statusAt: string | null;
        };
        /**
         * @description one command to a device
         * @example {
         *       "id": "0197a1f4-0b7d-7f02-a6c8-51e2d4c3b6a7",
         *       "deviceId": "0197a1f2-6a44-7c19-8e5b-2d9b1c3f4a55",
         *       "boxId": "lab-box-1",
         *       "boxPresence": "present",
         *       "capability": "remote-control",
         *       "command": "press",
         *       "parameters": {
         *         "key": "home"
         *       },
         *       "leaseId": "0197a1f3-9d18-7a6e-b3f0-8c7a5e1d2f94",
         *       "state": "succeeded",
         *       "requestedAt": "2026-11-30T09:00:00.000Z",
         *       "deadlineAt": "2026-11-30T09:00:30.000Z",
         *       "sentAt": "2026-11-30T09:00:00.012Z",
         *       "startedAt": "2026-11-30T09:00:00.020Z",
         *       "finishedAt": "2026-11-30T09:00:00.085Z",
         *       "durationMs": 61.5,
         *       "result": {},
         *       "error": null,
         *       "decidedBy": "agent",
         *       "late": []
         *     }
         */
        Command: {
            boxId: string;
            /**
             * @description of the device's box, now: a command for a box that is not present waits until its deadline
             * @example present
             * @enum {string}
             */
            boxPresence: "present" | "lost" | "unknown";
            capability: string;
            command: string;
            /** Format: date-time */
            deadlineAt: string;
            decidedBy: ("agent" | "gateway" | "sweeper") | null;
            deviceId: string;
            durationMs: number | null;
            error: {
                code: string;
                details: {
                    [key: string]: unknown;
                };
                /**
                 * @description whose failure it is
                 * @enum {string}
                 */
                fault: "operator" | "client" | "device" | "infrastructure" | "internal";
                message: string;
                remedy: string;
                retryable: boolean;
            } | null;
            finishedAt: string | null;
            id: string;
            /** @description terminal outcomes that came after the one that decided */
            late: {
                /** Format: date-time */
                at: string;
                code: string | null;
                /**
                 * @description who said so
                 * @example agent
                 * @enum {string}
                 */
                source: "agent" | "gateway" | "sweeper";
                state: string;
            }[];
            leaseId: string | null;
            parameters: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            requestedAt: string;
            result: {
                [key: string]: unknown;
            } | null;
            sentAt: string | null;
            startedAt: string | null;
            /**
             * @description the last five are terminal: exactly one is reached
             * @example pending
             * @enum {string}
             */
            state: "pending" | "sent" | "started" | "succeeded" | "failed" | "rejected" | "expired" | "unknown";
        };
        /**
         * @description one device's presence at one box
         * @example {
         *       "id": "0197a1f2-6a44-7c19-8e5b-2d9b1c3f4a55",
         *       "asset": "qa-roku-07",
         *       "boxId": "lab-box-1",
         *       "state": "online",
         *       "stateReason": null,
         *       "model": "Roku Ultra",
         *       "health": {
         *         "state": "ready",
         *         "reason": null
         *       },
         *       "capabilities": [
         *         "info",
         *         "power",
         *         "remote-control",
         *         "app"
         *       ],
         *       "attributes": {
         *         "model.name": {
         *           "value": "Roku Ultra",
         *           "observedAt": "2026-11-30T09:00:00.000Z",
         *           "ageMs": 1250
         *         },
         *         "network.addresses": {
         *           "value": [
         *             "192.0.2.17"
         *           ],
         *           "observedAt": "2026-11-30T09:00:00.000Z",
         *           "ageMs": 1250
         *         }
         *       },
         *       "revision": 42,
         *       "clockSuspect": false,
         *       "stale": false,
         *       "lease": {
         *         "id": "0197a1f3-9d18-7a6e-b3f0-8c7a5e1d2f94",
         *         "holder": "ci/nightly-4711",
         *         "purpose": "playback tests, build 4711",
         *         "token": 17,
         *         "since": "2026-11-30T09:00:00.000Z",
         *         "until": "2026-11-30T09:01:00.000Z"
         *       },
         *       "availability": {
         *         "state": "leased",
         *         "reason": null,
         *         "since": "2026-11-30T09:00:00.000Z"
         *       },
         *       "attachedAt": "2026-11-12T06:30:00.000Z",
         *       "updatedAt": "2026-11-30T09:00:00.000Z",
         *       "ended": null
         *     }
         */
        Device: {
            asset: string | null;
            /** Format: date-time */
            attachedAt: string;
            attributes: {
                [key: string]: {
                    /** @description since the box saw the value last */
                    ageMs: number;
                    /**
                     * Format: date-time
                     * @description when the box saw the value last
                     */
                    observedAt: string;
                    value: string | number | boolean | string[];
                };
            };
            availability: {
                reason: string | null;
                since: string | null;
                /**
                 * @description whether it could be leased now, or what is in the way
                 * @example absent
                 * @enum {string}
                 */
                state: "absent" | "leased" | "quarantined" | "cleaning" | "checking" | "asleep" | "available";
            };
            boxId: string;
            capabilities: string[];
            /** @description the newest change was observed more than five minutes off its receipt: the box's clock is wrong, or the change had to wait */
            clockSuspect: boolean;
            ended: {
                /** Format: date-time */
                at: string;
                reason: string;
            } | null;
            health: {
                reason: string | null;
                /**
                 * @description whether the device may be handed out
                 * @example ready
                 * @enum {string}
                 */
                state: "ready" | "cleaning" | "checking" | "quarantined" | "unknown";
            };
            /** @description id of the device's session; it ends when the device leaves */
            id: string;
            lease: {
                holder: string;
                id: string;
                purpose: string;
                /** Format: date-time */
                since: string;
                token: number;
                /** Format: date-time */
                until: string;
            } | null;
            model: string | null;
            /** @description grows by one with each change */
            revision: number;
            /** @description a change was missed; a snapshot is under way */
            stale: boolean;
            /**
             * @description as seen from here: unknown when its box is not there
             * @example online
             * @enum {string}
             */
            state: "online" | "asleep" | "offline" | "unknown" | "ended";
            stateReason: string | null;
            /** Format: date-time */
            updatedAt: string;
        };
        /**
         * @description one event of GET /v1/events
         * @example {
         *       "event": "device",
         *       "id": "9f2c41d07ab3.104233",
         *       "data": {
         *         "id": "0197a1f2-6a44-7c19-8e5b-2d9b1c3f4a55",
         *         "asset": "qa-roku-07",
         *         "boxId": "lab-box-1",
         *         "state": "online",
         *         "stateReason": null,
         *         "model": "Roku Ultra",
         *         "health": {
         *           "state": "ready",
         *           "reason": null
         *         },
         *         "capabilities": [
         *           "info",
         *           "power",
         *           "remote-control",
         *           "app"
         *         ],
         *         "attributes": {
         *           "model.name": {
         *             "value": "Roku Ultra",
         *             "observedAt": "2026-11-30T09:00:00.000Z",
         *             "ageMs": 1250
         *           },
         *           "network.addresses": {
         *             "value": [
         *               "192.0.2.17"
         *             ],
         *             "observedAt": "2026-11-30T09:00:00.000Z",
         *             "ageMs": 1250
         *           }
         *         },
         *         "revision": 42,
         *         "clockSuspect": false,
         *         "stale": false,
         *         "lease": {
         *           "id": "0197a1f3-9d18-7a6e-b3f0-8c7a5e1d2f94",
         *           "holder": "ci/nightly-4711",
         *           "purpose": "playback tests, build 4711",
         *           "token": 17,
         *           "since": "2026-11-30T09:00:00.000Z",
         *           "until": "2026-11-30T09:01:00.000Z"
         *         },
         *         "availability": {
         *           "state": "leased",
         *           "reason": null,
         *           "since": "2026-11-30T09:00:00.000Z"
         *         },
         *         "attachedAt": "2026-11-12T06:30:00.000Z",
         *         "updatedAt": "2026-11-30T09:00:00.000Z",
         *         "ended": null
         *       }
         *     }
         */
        FleetEvent: {
            data: components["schemas"]["Device"];
            /** @enum {string} */
            event: "device";
            /** @description goes into `Last-Event-ID` when the client comes again */
            id: string;
        } | {
            data: {
                id: string;
                revision: number;
            };
            /** @enum {string} */
            event: "device-unmatched";
            /** @description goes into `Last-Event-ID` when the client comes again */
            id: string;
        } | {
            data: {
                asset: string | null;
                /** Format: date-time */
                at: string;
                boxId: string;
                id: string;
                reason: string | null;
                revision: number;
            };
            /** @enum {string} */
            event: "device-ended";
            /** @description goes into `Last-Event-ID` when the client comes again */
            id: string;
        } | {
            data: components["schemas"]["Box"];
            /** @enum {string} */
            event: "box";
            /** @description goes into `Last-Event-ID` when the client comes again */
            id: string;
        } | {
            data: components["schemas"]["Lease"];
            /** @enum {string} */
            event: "lease";
            /** @description goes into `Last-Event-ID` when the client comes again */
            id: string;
        } | {
            data: {
                deviceIds: string[];
                holder: string;
                id: string;
                /** Format: date-time */
                until: string;
            };
            /** @enum {string} */
            event: "lease-expiring";
            /** @description goes into `Last-Event-ID` when the client comes again */
            id: string;
        } | {
            data: {
                reason: string;
            };
            /** @enum {string} */
            event: "reset";
            /** @description goes into `Last-Event-ID` when the client comes again */
            id: string;
        } | {
            data: {
                /** @description of the error table: `slow-reader`, `shutting-down` */
                code: string;
                reason: string;
            };
            /** @enum {string} */
            event: "closed";
            /** @description goes into `Last-Event-ID` when the client comes again */
            id: string;
        };
        /**
         * @example {
         *       "revision": 42,
         *       "slot": "change",
         *       "kind": "AttributesChanged",
         *       "boxId": "lab-box-1",
         *       "observedAt": "2026-11-30T09:00:00.000Z",
         *       "receivedAt": "2026-11-30T09:00:00.031Z",
         *       "clockSuspect": false,
         *       "attributes": {
         *         "connection.state": {
         *           "value": "online",
         *           "observedAt": "2026-11-30T09:00:00.000Z"
         *         }
         *       },
         *       "removed": []
         *     }
         */
        HistoryEntry: {
            /** @description what was set */
            attributes?: {
                [key: string]: {
                    /** Format: date-time */
                    observedAt: string;
                    value: unknown;
                };
            };
            boxId: string;
            /** @description the box's clock is off by more than five minutes */
            clockSuspect: boolean;
            /** @description Attached, AttributesChanged, Snapshot, Detached, or `unknown:<number>`; LeaseGranted, LeaseEnded */
            kind: string;
            /** @description who was given the device, as the lease is now */
            lease?: {
                ended: {
                    /** Format: date-time */
                    at: string;
                    /** @description who ended it */
                    by: string;
                    detail: string;
                    /**
                     * @description why it is over
                     * @example released
                     * @enum {string}
                     */
                    reason: "released" | "lapsed" | "broken" | "device-lost" | "cancelled" | "timed-out" | "refused";
                } | null;
                /** Format: date-time */
                grantedAt: string;
                /** @description the job or the person */
                holder: string;
                id: string;
                purpose: string;
                /** @description what the device was driven with */
                token: number;
                /**
                 * Format: date-time
                 * @description when it lapses or would have lapsed
                 */
                until: string;
            };
            /** Format: date-time */
            observedAt: string;
            reason?: string;
            /** Format: date-time */
            receivedAt: string;
            removed?: string[];
            /** @description of an event; a lease has none */
            revision?: number;
            /**
             * @description a snapshot repeats a revision; a lease is told of beside the events
             * @example change
             * @enum {string}
             */
            slot: "change" | "snapshot" | "lease";
            /** @description revisions that were never sent: the hole that this snapshot stands for */
            supersedes?: {
                from: number;
                to: number;
            };
            /** @description only the frame is known: the bytes cannot be read here */
            undecodable?: boolean;
        };
        /**
         * @description exclusive use of devices
         * @example {
         *       "id": "0197a1f3-9d18-7a6e-b3f0-8c7a5e1d2f94",
         *       "state": "granted",
         *       "holder": "ci/nightly-4711",
         *       "purpose": "playback tests, build 4711",
         *       "priority": 5,
         *       "devices": [
         *         {
         *           "id": "0197a1f2-6a44-7c19-8e5b-2d9b1c3f4a55",
         *           "boxId": "lab-box-1",
         *           "asset": "qa-roku-07",
         *           "token": 17
         *         }
         *       ],
         *       "request": {
         *         "asset": "qa-roku-07",
         *         "ttlMs": 60000,
         *         "waitMs": 600000
         *       },
         *       "ttlMs": 60000,
         *       "askedAt": "2026-11-30T08:58:12.250Z",
         *       "grantedAt": "2026-11-30T09:00:00.000Z",
         *       "until": "2026-11-30T09:01:00.000Z",
         *       "latestUntil": "2026-11-30T10:00:00.000Z",
         *       "ended": null
         *     }
         */
        Lease: {
            /** Format: date-time */
            askedAt: string;
            /** @description those wanted or held; empty while queued */
            devices: {
                asset: string | null;
                boxId: string;
                id: string;
                /** @description 0 until the device is claimed; a higher one takes the place of a lower one */
                token: number;
            }[];
            ended: {
                /** Format: date-time */
                at: string;
                /** @description who ended it */
                by: string;
                detail: string;
                /**
                 * @description why it is over
                 * @example released
                 * @enum {string}
                 */
                reason: "released" | "lapsed" | "broken" | "device-lost" | "cancelled" | "timed-out" | "refused";
            } | null;
            grantedAt: string | null;
            /** @description the job or the person */
            holder: string;
            id: string;
            /**
             * Format: date-time
             * @description it cannot be renewed beyond this
             */
            latestUntil: string;
            /** @description a higher one is served first */
            priority: number;
            purpose: string;
            /** @description what was asked for */
            request: Record<string, never>;
            /**
             * @description queued waits for devices, pending tries to get some, granted has them
             * @example queued
             * @enum {string}
             */
            state: "queued" | "pending" | "granted" | "ended";
            /** @description how long it holds without being renewed */
            ttlMs: number;
            /**
             * Format: date-time
             * @description when it lapses; while queued, until when it waits
             */
            until: string;
        };
        /**
         * @description one event of GET /v1/leases/{lease}/events
         * @example {
         *       "event": "queue",
         *       "id": "1",
         *       "data": {
         *         "position": 2,
         *         "ahead": 1,
         *         "estimateMs": 90000
         *       }
         *     }
         */
        LeaseEvent: {
            data: components["schemas"]["LeaseWithQueue"];
            /** @enum {string} */
            event: "lease";
            /** @description goes into `Last-Event-ID` when the client comes again */
            id: string;
        } | {
            /** @description while it waits */
            data: {
                /** @description leases before it that may take one of the same devices */
                ahead: number;
                estimateMs: number | null;
                /** @description 1: the first of all that wait */
                position: number;
            };
            /** @enum {string} */
            event: "queue";
            /** @description goes into `Last-Event-ID` when the client comes again */
            id: string;
        } | {
            data: {
                deviceIds: string[];
                holder: string;
                id: string;
                /** Format: date-time */
                until: string;
            };
            /** @enum {string} */
            event: "lease-expiring";
            /** @description goes into `Last-Event-ID` when the client comes again */
            id: string;
        } | {
            data: {
                /** @description of the error table: `slow-reader`, `shutting-down` */
                code: string;
                reason: string;
            };
            /** @enum {string} */
            event: "closed";
            /** @description goes into `Last-Event-ID` when the client comes again */
            id: string;
        };
        /**
         * @description one lease, with its place in the queue
         * @example {
         *       "id": "0197a1f3-9d18-7a6e-b3f0-8c7a5e1d2f94",
         *       "state": "granted",
         *       "holder": "ci/nightly-4711",
         *       "purpose": "playback tests, build 4711",
         *       "priority": 5,
         *       "devices": [
         *         {
         *           "id": "0197a1f2-6a44-7c19-8e5b-2d9b1c3f4a55",
         *           "boxId": "lab-box-1",
         *           "asset": "qa-roku-07",
         *           "token": 17
         *         }
         *       ],
         *       "request": {
         *         "asset": "qa-roku-07",
         *         "ttlMs": 60000,
         *         "waitMs": 600000
         *       },
         *       "ttlMs": 60000,
         *       "askedAt": "2026-11-30T08:58:12.250Z",
         *       "grantedAt": "2026-11-30T09:00:00.000Z",
         *       "until": "2026-11-30T09:01:00.000Z",
         *       "latestUntil": "2026-11-30T10:00:00.000Z",
         *       "ended": null,
         *       "queue": null
         *     }
         */
        LeaseWithQueue: {
            /** Format: date-time */
            askedAt: string;
            /** @description those wanted or held; empty while queued */
            devices: {
                asset: string | null;
                boxId: string;
                id: string;
                /** @description 0 until the device is claimed; a higher one takes the place of a lower one */
                token: number;
            }[];
            ended: {
                /** Format: date-time */
                at: string;
                /** @description who ended it */
                by: string;
                detail: string;
                /**
                 * @description why it is over
                 * @example released
                 * @enum {string}
                 */
                reason: "released" | "lapsed" | "broken" | "device-lost" | "cancelled" | "timed-out" | "refused";
            } | null;
            grantedAt: string | null;
            /** @description the job or the person */
            holder: string;
            id: string;
            /**
             * Format: date-time
             * @description it cannot be renewed beyond this
             */
            latestUntil: string;
            /** @description a higher one is served first */
            priority: number;
            purpose: string;
            queue: {
                /** @description leases before it that may take one of the same devices */
                ahead: number;
                estimateMs: number | null;
                /** @description 1: the first of all that wait */
                position: number;
            } | null;
            /** @description what was asked for */
            request: Record<string, never>;
            /**
             * @description queued waits for devices, pending tries to get some, granted has them
             * @example queued
             * @enum {string}
             */
            state: "queued" | "pending" | "granted" | "ended";
            /** @description how long it holds without being renewed */
            ttlMs: number;
            /**
             * Format: date-time
             * @description when it lapses; while queued, until when it waits
             */
            until: string;
        };
        /**
         * @description an error
         * @example {
         *       "type": "urn:rae:error:device-not-found",
         *       "title": "There is no such device.",
         *       "status": 404,
         *       "detail": "there is no device qa-roku-08",
         *       "code": "device-not-found",
         *       "fault": "client",
         *       "retryable": false,
         *       "remedy": "List the devices; an id ends with its session, an asset name does not.",
         *       "requestId": "5f0c1a4e-8d0b-4a55-9d0e-0c3b3a6f1c52",
         *       "details": {
         *         "device": "qa-roku-08"
         *       }
         *     }
         */
        Problem: {
            /**
             * @description see docs/errors.md
             * @enum {string}
             */
            code: "bad-request" | "bad-cursor" | "unauthenticated" | "forbidden" | "route-not-found" | "device-not-found" | "box-not-found" | "command-not-found" | "method-not-allowed" | "idempotency-conflict" | "payload-too-large" | "unsupported-media-type" | "invalid-parameters" | "unsupported" | "too-many-requests" | "unreachable" | "asleep" | "refused" | "limited-mode" | "busy" | "bad-reply" | "timeout" | "session-ended" | "link-unavailable" | "config-invalid" | "port-in-use" | "certificate-invalid" | "certificate-expired" | "data-unusable" | "box-offline" | "log-unavailable" | "view-unavailable" | "history-unavailable" | "queue-full" | "expired" | "outcome-unknown" | "interrupted" | "overloaded" | "shutting-down" | "undecodable" | "record-refused" | "box-id-mismatch" | "topic-forbidden" | "qos-forbidden" | "retain-forbidden" | "client-id-forbidden" | "packet-too-large" | "protocol-violation" | "handshake-timeout" | "window-exceeded" | "slow-reader" | "replaced" | "lease-not-found" | "leased" | "lease-lost" | "lease-required" | "no-device-matches" | "not-available" | "lease-not-enforced" | "lease-not-armed" | "lease-store-unavailable" | "not-ready" | "quarantined" | "access-store-unavailable" | "token-not-found" | "tenant-not-found" | "assignment-not-found" | "share-not-found" | "tenant-exists" | "driver-fault" | "internal";
            /** @description what happened this time */
            detail: string;
            details: {
                [key: string]: unknown;
            };
            /**
             * @description whose failure it is
             * @enum {string}
             */
            fault: "operator" | "client" | "device" | "infrastructure" | "internal";
            /** @description what to do next */
            remedy: string;
            requestId: string;
            /** @description the same request may succeed later */
            retryable: boolean;
            status: number;
            /** @description one sentence, the same for every error of this code */
            title: string;
            /** @description `urn:rae:error:` and the code */
            type: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /**
         * @description the encoding of bodies that is taken
         * @example identity
         */
        "Accept-Encoding": string;
        /**
         * @description the media type that is taken
         * @example application/json
         */
        "Accept-Post": string;
        /**
         * @description seconds to wait before the request is sent again; only if that may help
         * @example 1
         */
        "Retry-After": number;
        /**
         * @description how to say who one is
         * @example Bearer realm="rae"
         */
        "WWW-Authenticate": string;
        /**
         * @description names the request in logs and problems; a client's own (1 to 64 of `A-Za-z0-9._-`) is kept
         * @example job-7.1
         */
        "X-Request-Id": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it does */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        alive: true;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /** @description `shutting-down`: The server is stopping. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description figures */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /** @description `shutting-down`: The server is stopping. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description all are ready */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        dependencies: {
                            detail: string;
                            name: string;
                            ready: boolean;
                        }[];
                        ready: boolean;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /** @description one is not ready, or `shutting-down` */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        dependencies: {
                            detail: string;
                            name: string;
                            ready: boolean;
                        }[];
                        ready: boolean;
                    };
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    listAssignments: {
        parameters: {
            query?: {
                /**
                 * @description `nextCursor` of the page before
                 * @example WzEsImJveGVzIiwiIiwibGFiLWJveC0xIl0
                 */
                cursor?: string;
                /**
                 * @description items on a page
                 * @example 100
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page of assignments */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            asset: string;
                            expiresAt: string | null;
                            /** Format: date-time */
                            madeAt: string;
                            /** @description whose box the device is at */
                            ofTenant: string;
                            /** @description whose the device is */
                            tenant: string;
                        }[];
                        /** @description pass it as `cursor` for the next page; null on the last */
                        nextCursor: string | null;
                    };
                };
            };
            /**
             * @description `bad-request`: The request is malformed.
             *
             *     `bad-cursor`: The cursor or event position is not one of ours.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request" | "bad-cursor";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    assignDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example tv-1 */
                asset: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "tenant": "acme"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: date-time
                     * @description by default it does not end
                     * @example 2026-11-30T09:00:00Z
                     */
                    expiresAt?: string;
                    /**
                     * @description id of a tenant
                     * @example acme
                     */
                    tenant: string;
                };
            };
        };
        responses: {
            /** @description a device that belongs to another tenant than its box */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        asset: string;
                        expiresAt: string | null;
                        /** Format: date-time */
                        madeAt: string;
                        /** @description whose box the device is at */
                        ofTenant: string;
                        /** @description whose the device is */
                        tenant: string;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `payload-too-large`: The request body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "payload-too-large";
                        /** @enum {unknown} */
                        status?: 413;
                    };
                };
            };
            /** @description `unsupported-media-type`: The body is not JSON. */
            415: {
                headers: {
                    "Accept-Encoding": components["headers"]["Accept-Encoding"];
                    "Accept-Post": components["headers"]["Accept-Post"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported-media-type";
                        /** @enum {unknown} */
                        status?: 415;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    endAssignment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example tv-1 */
                asset: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a device that belongs to another tenant than its box */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        asset: string;
                        expiresAt: string | null;
                        /** Format: date-time */
                        madeAt: string;
                        /** @description whose box the device is at */
                        ofTenant: string;
                        /** @description whose the device is */
                        tenant: string;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `assignment-not-found`: There is no such assignment of a device of the tenant's boxes. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "assignment-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /**
                 * @description as `GET /v1/me` names it
                 * @example leases.break
                 */
                action?: string;
                /**
                 * @description `nextCursor` of the page before
                 * @example WzEsImJveGVzIiwiIiwibGFiLWJveC0xIl0
                 */
                cursor?: string;
                /**
                 * @description RFC 3339 with a zone
                 * @example 2026-11-30T09:00:00Z
                 */
                from?: string;
                /**
                 * @description items on a page
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description how it ended
                 * @example begun
                 */
                outcome?: "begun" | "done" | "failed" | "refused";
                /**
                 * @description id of who asked
                 * @example admin
                 */
                principal?: string;
                /**
                 * @description what the path of the request begins with
                 * @example /v1/leases
                 */
                resource?: string;
                /**
                 * @description of the principal; who is not of the platform sees its own tenant's only
                 * @example partner-a
                 */
                tenant?: string;
                /**
                 * @description RFC 3339 with a zone; before it
                 * @example 2026-11-30T09:00:00Z
                 */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page of the audit */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            action: string;
                            /** Format: date-time */
                            at: string;
                            code: string | null;
                            entryId: string;
                            /**
                             * @description `begun`: nobody knows how it ended; `refused` and `failed`: see `code`
                             * @example begun
                             * @enum {string}
                             */
                            outcome: "begun" | "done" | "failed" | "refused";
                            principal: {
                                /** @description empty: nobody knows who it was */
                                id: string;
                                name: string;
                            };
                            requestId: string;
                            /** @description path of the request, without its query */
                            resource: string;
                            sourceAddress: string;
                            /** @description of the principal; `*`: of none */
                            tenant: string;
                            /** @description so many refusals of one kind as one */
                            times: number;
                        }[];
                        /** @description pass it as `cursor` for the next page; null on the last */
                        nextCursor: string | null;
                    };
                };
            };
            /**
             * @description `bad-request`: The request is malformed.
             *
             *     `bad-cursor`: The cursor or event position is not one of ours.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request" | "bad-cursor";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    listBoxes: {
        parameters: {
            query?: {
                /**
                 * @description `nextCursor` of the page before
                 * @example WzEsImJveGVzIiwiIiwibGFiLWJveC0xIl0
                 */
                cursor?: string;
                /**
                 * @description items on a page
                 * @example 100
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page of boxes */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Box"][];
                        /** @description pass it as `cursor` for the next page; null on the last */
                        nextCursor: string | null;
                    };
                };
            };
            /**
             * @description `bad-request`: The request is malformed.
             *
             *     `bad-cursor`: The cursor or event position is not one of ours.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request" | "bad-cursor";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "view-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    getBox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example lab-box-1 */
                box: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one lab box */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Box"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `box-not-found`: There is no such box. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "box-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "view-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    listCapabilities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description all contracts on one page */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            commands: {
                                /**
                                 * @description what a repeat would do; effect-once runs at most once
                                 * @example query
                                 * @enum {string}
                                 */
                                effect: "query" | "idempotent" | "effect-once";
                                name: string;
                                /** @description a JSON Schema */
                                parameters: {
                                    [key: string]: unknown;
                                };
                                /** @description a JSON Schema */
                                result: {
                                    [key: string]: unknown;
                                };
                                summary: string;
                            }[];
                            name: string;
                            summary: string;
                            version: number;
                        }[];
                        /** @description pass it as `cursor` for the next page; null on the last */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /** @description `shutting-down`: The server is stopping. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    getCommand: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197a1f4-0b7d-7f02-a6c8-51e2d4c3b6a7 */
                command: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one command to a device */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `command-not-found`: There is no such command. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "command-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    listDevices: {
        parameters: {
            query?: {
                /**
                 * @description `name:value`; repeatable: all must hold. A list holds each of its items
                 * @example [
                 *       "network.addresses:192.0.2.17"
                 *     ]
                 */
                attribute?: string[];
                /**
                 * @description whether it could be leased now
                 * @example absent
                 */
                availability?: "absent" | "leased" | "quarantined" | "cleaning" | "checking" | "asleep" | "available";
                /** @example lab-box-1 */
                box?: string;
                /**
                 * @description repeatable: all must be offered
                 * @example [
                 *       "remote-control"
                 *     ]
                 */
                capability?: string[];
                /**
                 * @description `nextCursor` of the page before
                 * @example WzEsImJveGVzIiwiIiwibGFiLWJveC0xIl0
                 */
                cursor?: string;
                /**
                 * @description counts under the same filter, separated by commas: model, vendor, state, health, availability, box, capability
                 * @example model,state
                 */
                facets?: string;
                /**
                 * @description health
                 * @example ready
                 */
                health?: "ready" | "cleaning" | "checking" | "quarantined" | "unknown";
                /**
                 * @description holder of the lease that has it
                 * @example ci/nightly-4711
                 */
                leasedBy?: string;
                /**
                 * @description items on a page
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description model name or number, whole
                 * @example Roku Ultra
                 */
                model?: string;
                /**
                 * @description words in names, model, serial, MAC, ESN, address; all must occur
                 * @example roku ultra
                 */
                q?: string;
                /**
                 * @description order; `-` for descending; by default `id`
                 * @example id
                 */
                sort?: "id" | "-id" | "asset" | "-asset" | "model" | "-model" | "box" | "-box" | "state" | "-state" | "updated" | "-updated";
                /**
                 * @description state
                 * @example online
                 */
                state?: "online" | "asleep" | "offline" | "unknown";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page of devices */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        facets?: {
                            [key: string]: {
                                count: number;
                                value: string;
                            }[];
                        };
                        items: components["schemas"]["Device"][];
                        /** @description pass it as `cursor` for the next page; null on the last */
                        nextCursor: string | null;
                        /** @description GET /v1/events?after= this misses nothing of what came after this answer */
                        position: string;
                    };
                };
            };
            /**
             * @description `bad-request`: The request is malformed.
             *
             *     `bad-cursor`: The cursor or event position is not one of ours.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request" | "bad-cursor";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "view-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description device id, or asset name: of several sessions with that name the one whose device is there, else the newest
                 * @example qa-roku-07
                 */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one device's presence at one box */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `device-not-found`: There is no such device. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "device-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    listDeviceCommands: {
        parameters: {
            query?: {
                /**
                 * @description items on a page
                 * @example 100
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description device id, or asset name: of several sessions with that name the one whose device is there, else the newest
                 * @example qa-roku-07
                 */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description newest first; there is one page */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Command"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `device-not-found`: There is no such device. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "device-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    sendCommand: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description the same key and body give the same command, once
                 * @example 5f0c1a4e-8d0b-4a55-9d0e-0c3b3a6f1c52
                 */
                "idempotency-key"?: string;
                /**
                 * @description `wait=<seconds>`: how long to wait for the outcome; more than the server waits (`Preference-Applied`) is cut to that
                 * @example wait=30
                 */
                prefer?: string;
            };
            path: {
                /**
                 * @description device id, or asset name: of several sessions with that name the one whose device is there, else the newest
                 * @example qa-roku-07
                 */
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "capability": "remote-control",
                 *       "command": "press",
                 *       "parameters": {
                 *         "key": "home"
                 *       }
                 *     }
                 */
                "application/json": {
                    capability: string;
                    command: string;
                    /** @default 30000 */
                    deadlineMs?: number;
                    /** @description the lease to send it under: a device that is leased obeys its lease alone */
                    leaseId?: string;
                    /** @description see GET /v1/capabilities; none by default */
                    parameters?: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description one command to a device */
            200: {
                headers: {
                    /** @description where to read the command */
                    Location?: string;
                    /** @description `wait=<seconds>`: how long was waited at most, if `Prefer` asked for it */
                    "Preference-Applied"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            /** @description one command to a device */
            202: {
                headers: {
                    /** @description where to read the command */
                    Location?: string;
                    /** @description `wait=<seconds>`: how long was waited at most, if `Prefer` asked for it */
                    "Preference-Applied"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /**
             * @description `device-not-found`: There is no such device.
             *
             *     `lease-not-found`: There is no such lease.
             */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "device-not-found" | "lease-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /**
             * @description `lease-lost`: The lease is over, or a later one has taken its place.
             *
             *     `idempotency-conflict`: The idempotency key was used with another body.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "lease-lost" | "idempotency-conflict";
                        /** @enum {unknown} */
                        status?: 409;
                    };
                };
            };
            /** @description `session-ended`: The device has left. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "session-ended";
                        /** @enum {unknown} */
                        status?: 410;
                    };
                };
            };
            /** @description `payload-too-large`: The request body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "payload-too-large";
                        /** @enum {unknown} */
                        status?: 413;
                    };
                };
            };
            /** @description `unsupported-media-type`: The body is not JSON. */
            415: {
                headers: {
                    "Accept-Encoding": components["headers"]["Accept-Encoding"];
                    "Accept-Post": components["headers"]["Accept-Post"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported-media-type";
                        /** @enum {unknown} */
                        status?: 415;
                    };
                };
            };
            /**
             * @description `unsupported`: The device does not offer this.
             *
             *     `invalid-parameters`: The parameters do not fit the command.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported" | "invalid-parameters";
                        /** @enum {unknown} */
                        status?: 422;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `lease-store-unavailable`: The store of leases cannot be reached.
             *
             *     `overloaded`: The server has too much to do.
             *
             *     `log-unavailable`: The event log cannot be written or read now.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "lease-store-unavailable" | "overloaded" | "log-unavailable" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    checkDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `wait=<seconds>`: how long to wait for the outcome; more than the server waits (`Preference-Applied`) is cut to that
                 * @example wait=30
                 */
                prefer?: string;
            };
            path: {
                /**
                 * @description device id, or asset name: of several sessions with that name the one whose device is there, else the newest
                 * @example qa-roku-07
                 */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one command to a device */
            200: {
                headers: {
                    /** @description where to read the command */
                    Location?: string;
                    /** @description `wait=<seconds>`: how long was waited at most, if `Prefer` asked for it */
                    "Preference-Applied"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            /** @description one command to a device */
            202: {
                headers: {
                    /** @description where to read the command */
                    Location?: string;
                    /** @description `wait=<seconds>`: how long was waited at most, if `Prefer` asked for it */
                    "Preference-Applied"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `device-not-found`: There is no such device. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "device-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `session-ended`: The device has left. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "session-ended";
                        /** @enum {unknown} */
                        status?: 410;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `overloaded`: The server has too much to do.
             *
             *     `log-unavailable`: The event log cannot be written or read now.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "overloaded" | "log-unavailable" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    releaseDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `wait=<seconds>`: how long to wait for the outcome; more than the server waits (`Preference-Applied`) is cut to that
                 * @example wait=30
                 */
                prefer?: string;
            };
            path: {
                /**
                 * @description device id, or asset name: of several sessions with that name the one whose device is there, else the newest
                 * @example qa-roku-07
                 */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one command to a device */
            200: {
                headers: {
                    /** @description where to read the command */
                    Location?: string;
                    /** @description `wait=<seconds>`: how long was waited at most, if `Prefer` asked for it */
                    "Preference-Applied"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            /** @description one command to a device */
            202: {
                headers: {
                    /** @description where to read the command */
                    Location?: string;
                    /** @description `wait=<seconds>`: how long was waited at most, if `Prefer` asked for it */
                    "Preference-Applied"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `device-not-found`: There is no such device. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "device-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `session-ended`: The device has left. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "session-ended";
                        /** @enum {unknown} */
                        status?: 410;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `overloaded`: The server has too much to do.
             *
             *     `log-unavailable`: The event log cannot be written or read now.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "overloaded" | "log-unavailable" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    getDeviceHistory: {
        parameters: {
            query?: {
                /**
                 * @description only events behind this revision, in the order asked for; leases have none and are left out
                 * @example 41
                 */
                afterRevision?: number;
                /**
                 * @description `nextCursor` of the page before
                 * @example WzEsImJveGVzIiwiIiwibGFiLWJveC0xIl0
                 */
                cursor?: string;
                /**
                 * @description RFC 3339 with a zone
                 * @example 2026-11-30T09:00:00Z
                 */
                from?: string;
                /**
                 * @description items on a page
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description by default the newest first, with `afterRevision` the oldest first
                 * @example oldest-first
                 */
                order?: "oldest-first" | "newest-first";
                /**
                 * @description RFC 3339 with a zone
                 * @example 2026-11-30T09:00:00Z
                 */
                to?: string;
            };
            header?: never;
            path: {
                /**
                 * @description device id, or asset name: of several sessions with that name the one whose device is there, else the newest
                 * @example qa-roku-07
                 */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page of events, and of leases between them by their time */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["HistoryEntry"][];
                        /** @description pass it as `cursor` for the next page; null on the last */
                        nextCursor: string | null;
                    };
                };
            };
            /**
             * @description `bad-request`: The request is malformed.
             *
             *     `bad-cursor`: The cursor or event position is not one of ours.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request" | "bad-cursor";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `device-not-found`: There is no such device. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "device-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    listDeviceLeases: {
        parameters: {
            query?: {
                /**
                 * @description items on a page
                 * @example 100
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description device id, or asset name: of several sessions with that name the one whose device is there, else the newest
                 * @example qa-roku-07
                 */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description newest first; there is one page */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Lease"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `device-not-found`: There is no such device. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "device-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /**
                 * @description id of an event, or the `position` of a list; `Last-Event-ID` counts more
                 * @example 9f2c41d07ab3.104233
                 */
                after?: string;
                /**
                 * @description `name:value`; repeatable: all must hold. A list holds each of its items
                 * @example [
                 *       "network.addresses:192.0.2.17"
                 *     ]
                 */
                attribute?: string[];
                /**
                 * @description whether it could be leased now
                 * @example absent
                 */
                availability?: "absent" | "leased" | "quarantined" | "cleaning" | "checking" | "asleep" | "available";
                /** @example lab-box-1 */
                box?: string;
                /**
                 * @description repeatable: all must be offered
                 * @example [
                 *       "remote-control"
                 *     ]
                 */
                capability?: string[];
                /**
                 * @description health
                 * @example ready
                 */
                health?: "ready" | "cleaning" | "checking" | "quarantined" | "unknown";
                /**
                 * @description holder of the lease that has it
                 * @example ci/nightly-4711
                 */
                leasedBy?: string;
                /**
                 * @description model name or number, whole
                 * @example Roku Ultra
                 */
                model?: string;
                /**
                 * @description words in names, model, serial, MAC, ESN, address; all must occur
                 * @example roku ultra
                 */
                q?: string;
                /**
                 * @description state
                 * @example online
                 */
                state?: "online" | "asleep" | "offline" | "unknown";
            };
            header?: {
                /**
                 * @description id of the last event that was read
                 * @example 9f2c41d07ab3.104233
                 */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the stream: one of these after the other */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["FleetEvent"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `overloaded`: The server has too much to do.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "overloaded" | "view-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    listLeases: {
        parameters: {
            query?: {
                /**
                 * @description `nextCursor` of the page before
                 * @example WzEsImJveGVzIiwiIiwibGFiLWJveC0xIl0
                 */
                cursor?: string;
                /**
                 * @description id of a device that they hold, held, or try to get
                 * @example 0197a1f2-6a44-7c19-8e5b-2d9b1c3f4a55
                 */
                device?: string;
                /** @example ci/nightly-4711 */
                holder?: string;
                /**
                 * @description items on a page
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description only those of the token that asks
                 * @example true
                 */
                mine?: boolean;
                /**
                 * @description state
                 * @example queued
                 */
                state?: "queued" | "pending" | "granted" | "ended";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page of leases */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Lease"][];
                        /** @description pass it as `cursor` for the next page; null on the last */
                        nextCursor: string | null;
                    };
                };
            };
            /**
             * @description `bad-request`: The request is malformed.
             *
             *     `bad-cursor`: The cursor or event position is not one of ours.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request" | "bad-cursor";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "view-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    acquireLease: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description the same key and body give the same lease, once
                 * @example 5f0c1a4e-8d0b-4a55-9d0e-0c3b3a6f1c52
                 */
                "idempotency-key"?: string;
                /**
                 * @description `wait=<seconds>`: how long to wait for the outcome; more than the server waits (`Preference-Applied`) is cut to that
                 * @example wait=30
                 */
                prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description asset name; while the lease waits, the device may come back at another box */
                    asset?: string;
                    assets?: string[];
                    /** @default 1 */
                    count?: number;
                    /** @description id or asset name of a device */
                    device?: string;
                    devices?: string[];
                    /** @description `model`, or an attribute: no two devices have the same */
                    distinct?: string;
                    /** @description for people: the job or the person; by default whose token it is */
                    holder?: string;
                    /** @description what a device must be and offer; all of it, and without any every device will do */
                    match?: {
                        /** @description conditions by the attribute's name; all must hold */
                        attributes?: {
                            [key: string]: (string | number | boolean) | {
                                equals: string | number | boolean;
                            } | {
                                in: (string | number | boolean)[];
                            } | {
                                range: string;
                            };
                        };
                        box?: string | {
                            in: string[];
                        };
                        /** @description all must be offered; `remote-control@>=1` asks for a version of the contract, `remote-control@1` for exactly that */
                        capabilities?: string[];
                    };
                    /**
                     * @description a higher one is served first; each minute in the queue raises it by one
                     * @default 5
                     */
                    priority?: number;
                    /** @default  */
                    purpose?: string;
                    /** @description all at one box */
                    sameBox?: boolean;
                    /** @default 60000 */
                    ttlMs?: number;
                    /**
                     * @description how long it may wait in the queue; 0: not at all
                     * @default 0
                     */
                    waitMs?: number;
                };
            };
        };
        responses: {
            /** @description one lease, with its place in the queue */
            201: {
                headers: {
                    /** @description where to read the lease */
                    Location?: string;
                    /** @description `wait=<seconds>`: how long was waited at most, if `Prefer` asked for it */
                    "Preference-Applied"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseWithQueue"];
                };
            };
            /** @description one lease, with its place in the queue */
            202: {
                headers: {
                    /** @description where to read the lease */
                    Location?: string;
                    /** @description `wait=<seconds>`: how long was waited at most, if `Prefer` asked for it */
                    "Preference-Applied"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseWithQueue"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `device-not-found`: There is no such device. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "device-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /**
             * @description `not-available`: The devices that meet the requirements are not available now.
             *
             *     `leased`: Somebody else has the device for himself.
             *
             *     `lease-lost`: The lease is over, or a later one has taken its place.
             *
             *     `lease-not-enforced`: The agent of the device's box does not enforce leases.
             *
             *     `not-ready`: The device is being cleaned or checked.
             *
             *     `quarantined`: The device failed its check and is not handed out.
             *
             *     `idempotency-conflict`: The idempotency key was used with another body.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not-available" | "leased" | "lease-lost" | "lease-not-enforced" | "not-ready" | "quarantined" | "idempotency-conflict";
                        /** @enum {unknown} */
                        status?: 409;
                    };
                };
            };
            /** @description `payload-too-large`: The request body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "payload-too-large";
                        /** @enum {unknown} */
                        status?: 413;
                    };
                };
            };
            /** @description `unsupported-media-type`: The body is not JSON. */
            415: {
                headers: {
                    "Accept-Encoding": components["headers"]["Accept-Encoding"];
                    "Accept-Post": components["headers"]["Accept-Post"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported-media-type";
                        /** @enum {unknown} */
                        status?: 415;
                    };
                };
            };
            /** @description `no-device-matches`: No device of the fleet meets the requirements. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "no-device-matches";
                        /** @enum {unknown} */
                        status?: 422;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `lease-not-armed`: The agent of a device did not confirm the lease in time.
             *
             *     `overloaded`: The server has too much to do.
             *
             *     `lease-store-unavailable`: The store of leases cannot be reached.
             *
             *     `log-unavailable`: The event log cannot be written or read now.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "lease-not-armed" | "overloaded" | "lease-store-unavailable" | "log-unavailable" | "view-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    getLease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description id of the lease
                 * @example 0197a1f3-9d18-7a6e-b3f0-8c7a5e1d2f94
                 */
                lease: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one lease, with its place in the queue */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseWithQueue"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `lease-not-found`: There is no such lease. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "lease-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `lease-store-unavailable`: The store of leases cannot be reached.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "lease-store-unavailable" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    deleteLease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description id of the lease
                 * @example 0197a1f3-9d18-7a6e-b3f0-8c7a5e1d2f94
                 */
                lease: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one lease, with its place in the queue */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseWithQueue"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `lease-not-found`: There is no such lease. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "lease-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `unsupported-media-type`: The body is not JSON. */
            415: {
                headers: {
                    "Accept-Encoding": components["headers"]["Accept-Encoding"];
                    "Accept-Post": components["headers"]["Accept-Post"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported-media-type";
                        /** @enum {unknown} */
                        status?: 415;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `lease-store-unavailable`: The store of leases cannot be reached.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "lease-store-unavailable" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    breakLease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description id of the lease
                 * @example 0197a1f3-9d18-7a6e-b3f0-8c7a5e1d2f94
                 */
                lease: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "needed for the demo"
                 *     }
                 */
                "application/json": {
                    /** @description for the holder to read */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description one lease, with its place in the queue */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseWithQueue"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `lease-not-found`: There is no such lease. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "lease-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `payload-too-large`: The request body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "payload-too-large";
                        /** @enum {unknown} */
                        status?: 413;
                    };
                };
            };
            /** @description `unsupported-media-type`: The body is not JSON. */
            415: {
                headers: {
                    "Accept-Encoding": components["headers"]["Accept-Encoding"];
                    "Accept-Post": components["headers"]["Accept-Post"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported-media-type";
                        /** @enum {unknown} */
                        status?: 415;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `lease-store-unavailable`: The store of leases cannot be reached.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "lease-store-unavailable" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    streamLease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description id of the lease
                 * @example 0197a1f3-9d18-7a6e-b3f0-8c7a5e1d2f94
                 */
                lease: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the stream: one of these after the other */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LeaseEvent"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `lease-not-found`: There is no such lease. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "lease-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `overloaded`: The server has too much to do.
             *
             *     `lease-store-unavailable`: The store of leases cannot be reached.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "overloaded" | "lease-store-unavailable" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    releaseLease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description id of the lease
                 * @example 0197a1f3-9d18-7a6e-b3f0-8c7a5e1d2f94
                 */
                lease: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one lease, with its place in the queue */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseWithQueue"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `lease-not-found`: There is no such lease. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "lease-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `unsupported-media-type`: The body is not JSON. */
            415: {
                headers: {
                    "Accept-Encoding": components["headers"]["Accept-Encoding"];
                    "Accept-Post": components["headers"]["Accept-Post"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported-media-type";
                        /** @enum {unknown} */
                        status?: 415;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `lease-store-unavailable`: The store of leases cannot be reached.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "lease-store-unavailable" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    renewLease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description id of the lease
                 * @example 0197a1f3-9d18-7a6e-b3f0-8c7a5e1d2f94
                 */
                lease: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ttlMs": 60000
                 *     }
                 */
                "application/json": {
                    /** @description by default as it was asked for */
                    ttlMs?: number;
                };
            };
        };
        responses: {
            /** @description one lease, with its place in the queue */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseWithQueue"];
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `lease-not-found`: There is no such lease. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "lease-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `lease-lost`: The lease is over, or a later one has taken its place. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "lease-lost";
                        /** @enum {unknown} */
                        status?: 409;
                    };
                };
            };
            /** @description `payload-too-large`: The request body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "payload-too-large";
                        /** @enum {unknown} */
                        status?: 413;
                    };
                };
            };
            /** @description `unsupported-media-type`: The body is not JSON. */
            415: {
                headers: {
                    "Accept-Encoding": components["headers"]["Accept-Encoding"];
                    "Accept-Post": components["headers"]["Accept-Post"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported-media-type";
                        /** @enum {unknown} */
                        status?: 415;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `lease-store-unavailable`: The store of leases cannot be reached.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "lease-store-unavailable" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    matchDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description with `requirements`: a device that is not available does not meet them */
                    availableOnly?: boolean;
                    /**
                     * @description with `requirements`: how many devices are wanted at once
                     * @default 1
                     */
                    count?: number;
                    /** @description the pool, by ids or asset names; the whole fleet by default */
                    devices?: string[];
                    /** @description with `requirements`: `model`, or an attribute of which no two of them have the same */
                    distinct?: string;
                    /** @description the pool, by the filters of GET /v1/devices */
                    filter?: {
                        /**
                         * @description `name:value`; repeatable: all must hold. A list holds each of its items
                         * @example [
                         *       "network.addresses:192.0.2.17"
                         *     ]
                         */
                        attribute?: string[];
                        /**
                         * @description whether it could be leased now
                         * @example absent
                         * @enum {string}
                         */
                        availability?: "absent" | "leased" | "quarantined" | "cleaning" | "checking" | "asleep" | "available";
                        /** @example lab-box-1 */
                        box?: string;
                        /**
                         * @description repeatable: all must be offered
                         * @example [
                         *       "remote-control"
                         *     ]
                         */
                        capability?: string[];
                        /**
                         * @description health
                         * @example ready
                         * @enum {string}
                         */
                        health?: "ready" | "cleaning" | "checking" | "quarantined" | "unknown";
                        /**
                         * @description holder of the lease that has it
                         * @example ci/nightly-4711
                         */
                        leasedBy?: string;
                        /**
                         * @description model name or number, whole
                         * @example Roku Ultra
                         */
                        model?: string;
                        /**
                         * @description words in names, model, serial, MAC, ESN, address; all must occur
                         * @example roku ultra
                         */
                        q?: string;
                        /**
                         * @description state
                         * @example online
                         * @enum {string}
                         */
                        state?: "online" | "asleep" | "offline" | "unknown";
                    };
                    /**
                     * @description items on a page
                     * @default 100
                     * @example 100
                     */
                    limit?: number;
                    /** @description what a device must be and offer; all of it, and without any every device will do */
                    requirements?: {
                        /** @description conditions by the attribute's name; all must hold */
                        attributes?: {
                            [key: string]: (string | number | boolean) | {
                                equals: string | number | boolean;
                            } | {
                                in: (string | number | boolean)[];
                            } | {
                                range: string;
                            };
                        };
                        box?: string | {
                            in: string[];
                        };
                        /** @description all must be offered; `remote-control@>=1` asks for a version of the contract, `remote-control@1` for exactly that */
                        capabilities?: string[];
                    };
                    /** @description what several jobs need, each by a name of your own */
                    requirementsByName?: {
                        [key: string]: {
                            /** @description conditions by the attribute's name; all must hold */
                            attributes?: {
                                [key: string]: (string | number | boolean) | {
                                    equals: string | number | boolean;
                                } | {
                                    in: (string | number | boolean)[];
                                } | {
                                    range: string;
                                };
                            };
                            box?: string | {
                                in: string[];
                            };
                            /** @description all must be offered; `remote-control@>=1` asks for a version of the contract, `remote-control@1` for exactly that */
                            capabilities?: string[];
                        };
                    };
                    /** @description with `requirements`: all of them at one box */
                    sameBox?: boolean;
                };
            };
        };
        responses: {
            /** @description by `requirements`, or by `requirementsByName` */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description how many of them are available now */
                        available: number;
                        chosen: string[] | null;
                        /** @description the first `limit` of those that meet the requirements, by id */
                        devices: {
                            asset: string | null;
                            availability: {
                                reason: string | null;
                                /**
                                 * @description whether it may be handed out now, or what is in the way
                                 * @example absent
                                 * @enum {string}
                                 */
                                word: "absent" | "leased" | "quarantined" | "cleaning" | "checking" | "asleep" | "available";
                            };
                            id: string;
                        }[];
                        /** @description how many devices fail at each requirement, the most first */
                        failed: {
                            count: number;
                            requirement: string;
                        }[];
                        /** @description the first `limit` of the devices that fail, by id, with why */
                        failures: {
                            asset: string | null;
                            id: string;
                            reason: string;
                            /** @description the first that it fails; `availability` if asked for */
                            requirement: string;
                        }[];
                        /** @description devices that meet the requirements */
                        matching: number;
                        /** @description of `devices`: those that are not here */
                        notFound: string[];
                    } | {
                        /** @description the first `limit` devices, with the names that they meet and fail */
                        devices: {
                            asset: string | null;
                            availability: {
                                reason: string | null;
                                /**
                                 * @description whether it may be handed out now, or what is in the way
                                 * @example absent
                                 * @enum {string}
                                 */
                                word: "absent" | "leased" | "quarantined" | "cleaning" | "checking" | "asleep" | "available";
                            };
                            fails: {
                                name: string;
                                reason: string;
                                /** @description the first that it fails; `availability` if asked for */
                                requirement: string;
                            }[];
                            id: string;
                            meets: string[];
                        }[];
                        /** @description of `devices`: those that are not here */
                        notFound: string[];
                        requirements: {
                            available: number;
                            /** @description a device that meets them is available now */
                            canRun: boolean;
                            /** @description the first `limit` of those that meet them */
                            devices: string[];
                            matching: number;
                            name: string;
                        }[];
                        /** @description devices that were looked at */
                        size: number;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `payload-too-large`: The request body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "payload-too-large";
                        /** @enum {unknown} */
                        status?: 413;
                    };
                };
            };
            /** @description `unsupported-media-type`: The body is not JSON. */
            415: {
                headers: {
                    "Accept-Encoding": components["headers"]["Accept-Encoding"];
                    "Accept-Post": components["headers"]["Accept-Post"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported-media-type";
                        /** @enum {unknown} */
                        status?: 415;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "view-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    whoAmI: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the principal of the request */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `admin`, or `token:` and an id */
                        id: string;
                        /** @description what it may do in its tenant; on single resources less, or by shares more */
                        may: ("devices.read" | "devices.command" | "devices.health" | "commands.read" | "boxes.read" | "capabilities.read" | "events.read" | "leases.acquire" | "leases.read" | "leases.hold" | "leases.break" | "usage.read" | "access.who-am-i" | "tokens.manage" | "shares.manage" | "audit.read" | "tenants.manage" | "metrics.read")[];
                        /** @description what the token is for */
                        name: string;
                        /**
                         * @description `tenant`: the role holds in its tenant, and where a share says so; `platform`: everywhere
                         * @example tenant
                         * @enum {string}
                         */
                        reach: "tenant" | "platform";
                        /**
                         * @description what it may do; each role may do what those before it may
                         * @example viewer
                         * @enum {string}
                         */
                        role: "viewer" | "tester" | "operator" | "admin";
                        tenant: string;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    listShares: {
        parameters: {
            query?: {
                /**
                 * @description `nextCursor` of the page before
                 * @example WzEsImJveGVzIiwiIiwibGFiLWJveC0xIl0
                 */
                cursor?: string;
                /**
                 * @description items on a page
                 * @example 100
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page of shares */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            assets: string[] | null;
                            expiresAt: string | null;
                            id: string;
                            /** Format: date-time */
                            madeAt: string;
                            match: Record<string, never> | null;
                            /**
                             * @description what may be done with them at most
                             * @example viewer
                             * @enum {string}
                             */
                            role: "viewer" | "tester" | "operator" | "admin";
                            /** @description whose devices they are */
                            tenant: string;
                            /** @description who sees them */
                            withTenant: string;
                        }[];
                        /** @description pass it as `cursor` for the next page; null on the last */
                        nextCursor: string | null;
                    };
                };
            };
            /**
             * @description `bad-request`: The request is malformed.
             *
             *     `bad-cursor`: The cursor or event position is not one of ours.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request" | "bad-cursor";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    createShare: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description `assets` or `match` */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "withTenant": "acme",
                 *       "role": "tester",
                 *       "assets": [
                 *         "tv-1"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description asset names */
                    assets?: string[];
                    /**
                     * Format: date-time
                     * @description by default it does not end
                     * @example 2026-11-30T09:00:00Z
                     */
                    expiresAt?: string;
                    /** @description what a device must be and offer; all of it, and without any every device will do */
                    match?: {
                        /** @description conditions by the attribute's name; all must hold */
                        attributes?: {
                            [key: string]: (string | number | boolean) | {
                                equals: string | number | boolean;
                            } | {
                                in: (string | number | boolean)[];
                            } | {
                                range: string;
                            };
                        };
                        box?: string | {
                            in: string[];
                        };
                        /** @description all must be offered; `remote-control@>=1` asks for a version of the contract, `remote-control@1` for exactly that */
                        capabilities?: string[];
                    };
                    /**
                     * @description what may be done with them at most
                     * @example viewer
                     * @enum {string}
                     */
                    role: "viewer" | "tester" | "operator" | "admin";
                    /**
                     * @description id of a tenant
                     * @example acme
                     */
                    withTenant: string;
                };
            };
        };
        responses: {
            /** @description devices of one tenant that another one may use */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        assets: string[] | null;
                        expiresAt: string | null;
                        id: string;
                        /** Format: date-time */
                        madeAt: string;
                        match: Record<string, never> | null;
                        /**
                         * @description what may be done with them at most
                         * @example viewer
                         * @enum {string}
                         */
                        role: "viewer" | "tester" | "operator" | "admin";
                        /** @description whose devices they are */
                        tenant: string;
                        /** @description who sees them */
                        withTenant: string;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `payload-too-large`: The request body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "payload-too-large";
                        /** @enum {unknown} */
                        status?: 413;
                    };
                };
            };
            /** @description `unsupported-media-type`: The body is not JSON. */
            415: {
                headers: {
                    "Accept-Encoding": components["headers"]["Accept-Encoding"];
                    "Accept-Post": components["headers"]["Accept-Post"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported-media-type";
                        /** @enum {unknown} */
                        status?: 415;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    endShare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192f0c1-7d3e-7a55-9c1b-3f2a6d8e4b10 */
                share: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description devices of one tenant that another one may use */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        assets: string[] | null;
                        expiresAt: string | null;
                        id: string;
                        /** Format: date-time */
                        madeAt: string;
                        match: Record<string, never> | null;
                        /**
                         * @description what may be done with them at most
                         * @example viewer
                         * @enum {string}
                         */
                        role: "viewer" | "tester" | "operator" | "admin";
                        /** @description whose devices they are */
                        tenant: string;
                        /** @description who sees them */
                        withTenant: string;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `share-not-found`: There is no such share of the tenant's devices. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "share-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /**
                 * @description `nextCursor` of the page before
                 * @example WzEsImJveGVzIiwiIiwibGFiLWJveC0xIl0
                 */
                cursor?: string;
                /**
                 * @description items on a page
                 * @example 100
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page of tenants */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            /** Format: date-time */
                            madeAt: string;
                            madeBy: string;
                            name: string;
                        }[];
                        /** @description pass it as `cursor` for the next page; null on the last */
                        nextCursor: string | null;
                    };
                };
            };
            /**
             * @description `bad-request`: The request is malformed.
             *
             *     `bad-cursor`: The cursor or event position is not one of ours.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request" | "bad-cursor";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "acme",
                 *       "name": "Acme Devices"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description id of a tenant
                     * @example acme
                     */
                    id: string;
                    name: string;
                };
            };
        };
        responses: {
            /** @description a partner or a team */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** Format: date-time */
                        madeAt: string;
                        madeBy: string;
                        name: string;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `tenant-exists`: There is, or was, a tenant with this id. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "tenant-exists";
                        /** @enum {unknown} */
                        status?: 409;
                    };
                };
            };
            /** @description `payload-too-large`: The request body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "payload-too-large";
                        /** @enum {unknown} */
                        status?: 413;
                    };
                };
            };
            /** @description `unsupported-media-type`: The body is not JSON. */
            415: {
                headers: {
                    "Accept-Encoding": components["headers"]["Accept-Encoding"];
                    "Accept-Post": components["headers"]["Accept-Post"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported-media-type";
                        /** @enum {unknown} */
                        status?: 415;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    removeTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description id of a tenant
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a partner or a team */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** Format: date-time */
                        madeAt: string;
                        madeBy: string;
                        name: string;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `tenant-not-found`: There is no such tenant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "tenant-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /**
                 * @description `nextCursor` of the page before
                 * @example WzEsImJveGVzIiwiIiwibGFiLWJveC0xIl0
                 */
                cursor?: string;
                /**
                 * @description items on a page
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description whether it counts
                 * @example active
                 */
                state?: "active" | "expired" | "revoked";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page of tokens */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            description: string;
                            expiresAt: string | null;
                            /** @description no secret: the part of the token behind `rae_` */
                            id: string;
                            lastUsedAt: string | null;
                            /** Format: date-time */
                            madeAt: string;
                            /** @description `admin`, or `token:` and an id */
                            madeBy: string;
                            /**
                             * @description `tenant`: the role holds in its tenant, and where a share says so; `platform`: everywhere
                             * @example tenant
                             * @enum {string}
                             */
                            reach: "tenant" | "platform";
                            revoked: {
                                /** Format: date-time */
                                at: string;
                                by: string;
                            } | null;
                            /**
                             * @description what it may do; each role may do what those before it may
                             * @example viewer
                             * @enum {string}
                             */
                            role: "viewer" | "tester" | "operator" | "admin";
                            /**
                             * @description whether it counts; a token of a tenant that was removed does not, too
                             * @example active
                             * @enum {string}
                             */
                            state: "active" | "expired" | "revoked";
                            tenant: string;
                        }[];
                        /** @description pass it as `cursor` for the next page; null on the last */
                        nextCursor: string | null;
                    };
                };
            };
            /**
             * @description `bad-request`: The request is malformed.
             *
             *     `bad-cursor`: The cursor or event position is not one of ours.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request" | "bad-cursor";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "nightly runs",
                 *       "role": "tester",
                 *       "expiresAt": "2027-11-30T00:00:00Z"
                 *     }
                 */
                "application/json": {
                    /** @description what it is for */
                    description: string;
                    /**
                     * Format: date-time
                     * @description RFC 3339 with a zone; by default it does not expire
                     * @example 2026-11-30T09:00:00Z
                     */
                    expiresAt?: string;
                    /**
                     * @description `tenant`: the role holds in its tenant, and where a share says so; `platform`: everywhere
                     * @example tenant
                     * @enum {string}
                     */
                    reach?: "tenant" | "platform";
                    /**
                     * @description what it may do; each role may do what those before it may
                     * @example viewer
                     * @enum {string}
                     */
                    role: "viewer" | "tester" | "operator" | "admin";
                    /**
                     * @description id of a tenant
                     * @example acme
                     */
                    tenant?: string;
                };
            };
        };
        responses: {
            /** @description the new token, with its secret */
            201: {
                headers: {
                    /** @description where to read the token */
                    Location?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        description: string;
                        expiresAt: string | null;
                        /** @description no secret: the part of the token behind `rae_` */
                        id: string;
                        lastUsedAt: string | null;
                        /** Format: date-time */
                        madeAt: string;
                        /** @description `admin`, or `token:` and an id */
                        madeBy: string;
                        /**
                         * @description `tenant`: the role holds in its tenant, and where a share says so; `platform`: everywhere
                         * @example tenant
                         * @enum {string}
                         */
                        reach: "tenant" | "platform";
                        revoked: {
                            /** Format: date-time */
                            at: string;
                            by: string;
                        } | null;
                        /**
                         * @description what it may do; each role may do what those before it may
                         * @example viewer
                         * @enum {string}
                         */
                        role: "viewer" | "tester" | "operator" | "admin";
                        /**
                         * @description whether it counts; a token of a tenant that was removed does not, too
                         * @example active
                         * @enum {string}
                         */
                        state: "active" | "expired" | "revoked";
                        tenant: string;
                        /** @description to be sent as a bearer token; it is not told again */
                        token: string;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `tenant-not-found`: There is no such tenant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "tenant-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `payload-too-large`: The request body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "payload-too-large";
                        /** @enum {unknown} */
                        status?: 413;
                    };
                };
            };
            /** @description `unsupported-media-type`: The body is not JSON. */
            415: {
                headers: {
                    "Accept-Encoding": components["headers"]["Accept-Encoding"];
                    "Accept-Post": components["headers"]["Accept-Post"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported-media-type";
                        /** @enum {unknown} */
                        status?: 415;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `overloaded`: The server has too much to do.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "overloaded" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    getToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description id of a token: the part behind `rae_`
                 * @example 4f2a9c01d7e86b35
                 */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a token, without its secret */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        description: string;
                        expiresAt: string | null;
                        /** @description no secret: the part of the token behind `rae_` */
                        id: string;
                        lastUsedAt: string | null;
                        /** Format: date-time */
                        madeAt: string;
                        /** @description `admin`, or `token:` and an id */
                        madeBy: string;
                        /**
                         * @description `tenant`: the role holds in its tenant, and where a share says so; `platform`: everywhere
                         * @example tenant
                         * @enum {string}
                         */
                        reach: "tenant" | "platform";
                        revoked: {
                            /** Format: date-time */
                            at: string;
                            by: string;
                        } | null;
                        /**
                         * @description what it may do; each role may do what those before it may
                         * @example viewer
                         * @enum {string}
                         */
                        role: "viewer" | "tester" | "operator" | "admin";
                        /**
                         * @description whether it counts; a token of a tenant that was removed does not, too
                         * @example active
                         * @enum {string}
                         */
                        state: "active" | "expired" | "revoked";
                        tenant: string;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `token-not-found`: There is no such token. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "token-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description id of a token: the part behind `rae_`
                 * @example 4f2a9c01d7e86b35
                 */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a token, without its secret */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        description: string;
                        expiresAt: string | null;
                        /** @description no secret: the part of the token behind `rae_` */
                        id: string;
                        lastUsedAt: string | null;
                        /** Format: date-time */
                        madeAt: string;
                        /** @description `admin`, or `token:` and an id */
                        madeBy: string;
                        /**
                         * @description `tenant`: the role holds in its tenant, and where a share says so; `platform`: everywhere
                         * @example tenant
                         * @enum {string}
                         */
                        reach: "tenant" | "platform";
                        revoked: {
                            /** Format: date-time */
                            at: string;
                            by: string;
                        } | null;
                        /**
                         * @description what it may do; each role may do what those before it may
                         * @example viewer
                         * @enum {string}
                         */
                        role: "viewer" | "tester" | "operator" | "admin";
                        /**
                         * @description whether it counts; a token of a tenant that was removed does not, too
                         * @example active
                         * @enum {string}
                         */
                        state: "active" | "expired" | "revoked";
                        tenant: string;
                    };
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `token-not-found`: There is no such token. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "token-not-found";
                        /** @enum {unknown} */
                        status?: 404;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `access-store-unavailable`: The store of tokens, tenants and shares cannot be reached.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "access-store-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
    getUsage: {
        parameters: {
            query?: {
                /**
                 * @description whose use is summed up; by default `device`
                 * @example device
                 */
                by?: "device" | "holder";
                /**
                 * @description by default as `Accept` says: `text/csv` gives CSV
                 * @example json
                 */
                format?: "json" | "csv";
                /**
                 * @description RFC 3339 with a zone; by default seven days before `to`
                 * @example 2026-11-30T09:00:00Z
                 */
                from?: string;
                /**
                 * @description days or weeks (from Monday) of UTC; by default `day`
                 * @example day
                 */
                interval?: "day" | "week";
                /**
                 * @description RFC 3339 with a zone; by default now. At most 92 days after `from`
                 * @example 2026-11-30T09:00:00Z
                 */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description by time, then by device or holder; there is one page */
            200: {
                headers: {
                    /** @description of CSV: a name for the file */
                    "Content-Disposition"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            asset: string | null;
                            device: string | null;
                            /** @description leases that ended in this time, by how: released, lapsed, broken, device-lost, cancelled, timed-out, refused. By device, only those that had been granted */
                            ended: {
                                [key: string]: number;
                            };
                            /**
                             * Format: date-time
                             * @description of the day or week, cut to the time that was asked for
                             */
                            from: string;
                            holder: string | null;
                            /** @description for which devices were held; of two held at once, both count */
                            hours: number;
                            /** @description granted in this time */
                            leases: number;
                            /** Format: date-time */
                            to: string;
                            /** @description from asking to the grant, of these leases */
                            waitMs: {
                                p50: number;
                                p95: number;
                                sum: number;
                            };
                        }[];
                        nextCursor: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description `bad-request`: The request is malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad-request";
                        /** @enum {unknown} */
                        status?: 400;
                    };
                };
            };
            /** @description `unauthenticated`: There is no valid token. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated";
                        /** @enum {unknown} */
                        status?: 401;
                    };
                };
            };
            /** @description `forbidden`: The token does not allow this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @enum {unknown} */
                        status?: 403;
                    };
                };
            };
            /** @description `internal`: Something that should not happen did. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @enum {unknown} */
                        status?: 500;
                    };
                };
            };
            /**
             * @description `shutting-down`: The server is stopping.
             *
             *     `view-unavailable`: The fleet view cannot be read or written now.
             *
             *     `history-unavailable`: The history cannot be read or written now.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "shutting-down" | "view-unavailable" | "history-unavailable";
                        /** @enum {unknown} */
                        status?: 503;
                    };
                };
            };
        };
    };
}
