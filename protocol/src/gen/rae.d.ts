import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace rae. */
export namespace rae {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of an AuditEntry.
         * @deprecated Use rae.v1.AuditEntry.$Properties instead.
         */
        interface IAuditEntry extends rae.v1.AuditEntry.$Properties {
        }

        /** Represents an AuditEntry. */
        class AuditEntry {

            /**
             * Constructs a new AuditEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.AuditEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AuditEntry entryId. */
            entryId: string;

            /** AuditEntry atMs. */
            atMs: number;

            /** AuditEntry principalId. */
            principalId: string;

            /** AuditEntry principalName. */
            principalName: string;

            /** AuditEntry tenant. */
            tenant: string;

            /** AuditEntry action. */
            action: string;

            /** AuditEntry resource. */
            resource: string;

            /** AuditEntry outcome. */
            outcome: number;

            /** AuditEntry code. */
            code: string;

            /** AuditEntry requestId. */
            requestId: string;

            /** AuditEntry sourceAddress. */
            sourceAddress: string;

            /** AuditEntry times. */
            times: number;

            /**
             * Encodes the specified AuditEntry message. Does not implicitly {@link rae.v1.AuditEntry.verify|verify} messages.
             * @param message AuditEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.AuditEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AuditEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.AuditEntry & rae.v1.AuditEntry.$Shape} AuditEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.AuditEntry & rae.v1.AuditEntry.$Shape;
        }

        namespace AuditEntry {

            /** Properties of an AuditEntry. */
            interface $Properties {

                /** AuditEntry entryId */
                entryId?: (string|null);

                /** AuditEntry atMs */
                atMs?: (number|null);

                /** AuditEntry principalId */
                principalId?: (string|null);

                /** AuditEntry principalName */
                principalName?: (string|null);

                /** AuditEntry tenant */
                tenant?: (string|null);

                /** AuditEntry action */
                action?: (string|null);

                /** AuditEntry resource */
                resource?: (string|null);

                /** AuditEntry outcome */
                outcome?: (number|null);

                /** AuditEntry code */
                code?: (string|null);

                /** AuditEntry requestId */
                requestId?: (string|null);

                /** AuditEntry sourceAddress */
                sourceAddress?: (string|null);

                /** AuditEntry times */
                times?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AuditEntry. */
            type $Shape = rae.v1.AuditEntry.$Properties;
        }

        /**
         * Properties of a BoxCommand.
         * @deprecated Use rae.v1.BoxCommand.$Properties instead.
         */
        interface IBoxCommand extends rae.v1.BoxCommand.$Properties {
        }

        /** Represents a BoxCommand. */
        class BoxCommand {

            /**
             * Constructs a new BoxCommand.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.BoxCommand.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BoxCommand commandId. */
            commandId: string;

            /** BoxCommand boxId. */
            boxId: string;

            /** BoxCommand kind. */
            kind: number;

            /** BoxCommand sessionId. */
            sessionId: string;

            /** BoxCommand capability. */
            capability: string;

            /** BoxCommand command. */
            command: string;

            /** BoxCommand parametersJson. */
            parametersJson: string;

            /** BoxCommand remainingMs. */
            remainingMs: number;

            /** BoxCommand leaseId. */
            leaseId: string;

            /** BoxCommand leaseToken. */
            leaseToken: number;

            /** BoxCommand leaseRemainingMs. */
            leaseRemainingMs: number;

            /** BoxCommand haveRevision. */
            haveRevision: number;

            /** BoxCommand sessionEnded. */
            sessionEnded: boolean;

            /** BoxCommand refusedRegistryId. */
            refusedRegistryId: string;

            /** BoxCommand refusedConnection. */
            refusedConnection: number;

            /** BoxCommand haveConnection. */
            haveConnection: number;

            /** BoxCommand registrySuperseded. */
            registrySuperseded: boolean;

            /** BoxCommand peer. */
            peer: string;

            /**
             * Encodes the specified BoxCommand message. Does not implicitly {@link rae.v1.BoxCommand.verify|verify} messages.
             * @param message BoxCommand message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.BoxCommand.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BoxCommand message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.BoxCommand & rae.v1.BoxCommand.$Shape} BoxCommand
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.BoxCommand & rae.v1.BoxCommand.$Shape;
        }

        namespace BoxCommand {

            /** Properties of a BoxCommand. */
            interface $Properties {

                /** BoxCommand commandId */
                commandId?: (string|null);

                /** BoxCommand boxId */
                boxId?: (string|null);

                /** BoxCommand kind */
                kind?: (number|null);

                /** BoxCommand sessionId */
                sessionId?: (string|null);

                /** BoxCommand capability */
                capability?: (string|null);

                /** BoxCommand command */
                command?: (string|null);

                /** BoxCommand parametersJson */
                parametersJson?: (string|null);

                /** BoxCommand remainingMs */
                remainingMs?: (number|null);

                /** BoxCommand leaseId */
                leaseId?: (string|null);

                /** BoxCommand leaseToken */
                leaseToken?: (number|null);

                /** BoxCommand leaseRemainingMs */
                leaseRemainingMs?: (number|null);

                /** BoxCommand haveRevision */
                haveRevision?: (number|null);

                /** BoxCommand sessionEnded */
                sessionEnded?: (boolean|null);

                /** BoxCommand refusedRegistryId */
                refusedRegistryId?: (string|null);

                /** BoxCommand refusedConnection */
                refusedConnection?: (number|null);

                /** BoxCommand haveConnection */
                haveConnection?: (number|null);

                /** BoxCommand registrySuperseded */
                registrySuperseded?: (boolean|null);

                /** BoxCommand peer */
                peer?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BoxCommand. */
            type $Shape = rae.v1.BoxCommand.$Properties;
        }

        /**
         * Properties of a CommandOutcome.
         * @deprecated Use rae.v1.CommandOutcome.$Properties instead.
         */
        interface ICommandOutcome extends rae.v1.CommandOutcome.$Properties {
        }

        /** Represents a CommandOutcome. */
        class CommandOutcome {

            /**
             * Constructs a new CommandOutcome.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.CommandOutcome.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CommandOutcome commandId. */
            commandId: string;

            /** CommandOutcome boxId. */
            boxId: string;

            /** CommandOutcome sessionId. */
            sessionId: string;

            /** CommandOutcome state. */
            state: number;

            /** CommandOutcome source. */
            source: string;

            /** CommandOutcome code. */
            code: string;

            /** CommandOutcome message. */
            message: string;

            /** CommandOutcome detailsJson. */
            detailsJson: string;

            /** CommandOutcome resultJson. */
            resultJson: string;

            /** CommandOutcome atMs. */
            atMs: number;

            /** CommandOutcome durationMs. */
            durationMs: number;

            /**
             * Encodes the specified CommandOutcome message. Does not implicitly {@link rae.v1.CommandOutcome.verify|verify} messages.
             * @param message CommandOutcome message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.CommandOutcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CommandOutcome message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.CommandOutcome & rae.v1.CommandOutcome.$Shape} CommandOutcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.CommandOutcome & rae.v1.CommandOutcome.$Shape;
        }

        namespace CommandOutcome {

            /** Properties of a CommandOutcome. */
            interface $Properties {

                /** CommandOutcome commandId */
                commandId?: (string|null);

                /** CommandOutcome boxId */
                boxId?: (string|null);

                /** CommandOutcome sessionId */
                sessionId?: (string|null);

                /** CommandOutcome state */
                state?: (number|null);

                /** CommandOutcome source */
                source?: (string|null);

                /** CommandOutcome code */
                code?: (string|null);

                /** CommandOutcome message */
                message?: (string|null);

                /** CommandOutcome detailsJson */
                detailsJson?: (string|null);

                /** CommandOutcome resultJson */
                resultJson?: (string|null);

                /** CommandOutcome atMs */
                atMs?: (number|null);

                /** CommandOutcome durationMs */
                durationMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CommandOutcome. */
            type $Shape = rae.v1.CommandOutcome.$Properties;
        }

        /**
         * Properties of a ControlRecord.
         * @deprecated Use rae.v1.ControlRecord.$Properties instead.
         */
        interface IControlRecord extends rae.v1.ControlRecord.$Properties {
        }

        /** Represents a ControlRecord. */
        class ControlRecord {

            /**
             * Constructs a new ControlRecord.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.ControlRecord.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ControlRecord gatewayId. */
            gatewayId: string;

            /** ControlRecord kind. */
            kind: number;

            /** ControlRecord atMs. */
            atMs: number;

            /**
             * Encodes the specified ControlRecord message. Does not implicitly {@link rae.v1.ControlRecord.verify|verify} messages.
             * @param message ControlRecord message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.ControlRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ControlRecord message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.ControlRecord & rae.v1.ControlRecord.$Shape} ControlRecord
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.ControlRecord & rae.v1.ControlRecord.$Shape;
        }

        namespace ControlRecord {

            /** Properties of a ControlRecord. */
            interface $Properties {

                /** ControlRecord gatewayId */
                gatewayId?: (string|null);

                /** ControlRecord kind */
                kind?: (number|null);

                /** ControlRecord atMs */
                atMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ControlRecord. */
            type $Shape = rae.v1.ControlRecord.$Properties;
        }

        /**
         * Properties of a BoxEvent.
         * @deprecated Use rae.v1.BoxEvent.$Properties instead.
         */
        interface IBoxEvent extends rae.v1.BoxEvent.$Properties {
        }

        /** Represents a BoxEvent. */
        class BoxEvent {

            /**
             * Constructs a new BoxEvent.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.BoxEvent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BoxEvent boxId. */
            boxId: string;

            /** BoxEvent registryId. */
            registryId: string;

            /** BoxEvent connection. */
            connection: number;

            /** BoxEvent sequence. */
            sequence: number;

            /** BoxEvent observedAtMs. */
            observedAtMs: number;

            /** BoxEvent kind. */
            kind: number;

            /** BoxEvent sessionId. */
            sessionId: string;

            /** BoxEvent revision. */
            revision: number;

            /** BoxEvent attributes. */
            attributes: { [k: string]: rae.v1.Attribute.$Properties };

            /** BoxEvent removed. */
            removed: string[];

            /** BoxEvent supersedes. */
            supersedes?: (rae.v1.RevisionRange.$Properties|null);

            /** BoxEvent reason. */
            reason: string;

            /** BoxEvent roster. */
            roster: rae.v1.RosterEntry.$Properties[];

            /** BoxEvent status. */
            status?: (rae.v1.BoxStatus.$Properties|null);

            /**
             * Encodes the specified BoxEvent message. Does not implicitly {@link rae.v1.BoxEvent.verify|verify} messages.
             * @param message BoxEvent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.BoxEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BoxEvent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.BoxEvent & rae.v1.BoxEvent.$Shape} BoxEvent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.BoxEvent & rae.v1.BoxEvent.$Shape;
        }

        namespace BoxEvent {

            /** Properties of a BoxEvent. */
            interface $Properties {

                /** BoxEvent boxId */
                boxId?: (string|null);

                /** BoxEvent registryId */
                registryId?: (string|null);

                /** BoxEvent connection */
                connection?: (number|null);

                /** BoxEvent sequence */
                sequence?: (number|null);

                /** BoxEvent observedAtMs */
                observedAtMs?: (number|null);

                /** BoxEvent kind */
                kind?: (number|null);

                /** BoxEvent sessionId */
                sessionId?: (string|null);

                /** BoxEvent revision */
                revision?: (number|null);

                /** BoxEvent attributes */
                attributes?: ({ [k: string]: rae.v1.Attribute.$Properties }|null);

                /** BoxEvent removed */
                removed?: (string[]|null);

                /** BoxEvent supersedes */
                supersedes?: (rae.v1.RevisionRange.$Properties|null);

                /** BoxEvent reason */
                reason?: (string|null);

                /** BoxEvent roster */
                roster?: (rae.v1.RosterEntry.$Properties[]|null);

                /** BoxEvent status */
                status?: (rae.v1.BoxStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BoxEvent. */
            type $Shape = {
              boxId?: string|null;
              registryId?: string|null;
              connection?: number|null;
              sequence?: number|null;
              observedAtMs?: number|null;
              kind?: number|null;
              sessionId?: string|null;
              revision?: number|null;
              attributes?: { [k: string]: rae.v1.Attribute.$Shape }|null;
              removed?: string[]|null;
              supersedes?: rae.v1.RevisionRange.$Shape|null;
              reason?: string|null;
              roster?: rae.v1.RosterEntry.$Shape[]|null;
              status?: rae.v1.BoxStatus.$Shape|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of an Attribute.
         * @deprecated Use rae.v1.Attribute.$Properties instead.
         */
        interface IAttribute extends rae.v1.Attribute.$Properties {
        }

        /** Represents an Attribute. */
        class Attribute {

            /**
             * Constructs a new Attribute.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.Attribute.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Attribute text. */
            text?: (string|null);

            /** Attribute number. */
            number?: (number|null);

            /** Attribute flag. */
            flag?: (boolean|null);

            /** Attribute list. */
            list?: (rae.v1.TextList.$Properties|null);

            /** Attribute observedAtMs. */
            observedAtMs: number;

            /** Attribute value. */
            value?: ("text"|"number"|"flag"|"list");

            /**
             * Encodes the specified Attribute message. Does not implicitly {@link rae.v1.Attribute.verify|verify} messages.
             * @param message Attribute message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.Attribute.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Attribute message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.Attribute & rae.v1.Attribute.$Shape} Attribute
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.Attribute & rae.v1.Attribute.$Shape;
        }

        namespace Attribute {

            /** Properties of an Attribute. */
            interface $Properties {

                /** Attribute text */
                text?: (string|null);

                /** Attribute number */
                number?: (number|null);

                /** Attribute flag */
                flag?: (boolean|null);

                /** Attribute list */
                list?: (rae.v1.TextList.$Properties|null);

                /** Attribute observedAtMs */
                observedAtMs?: (number|null);

                /** Attribute value */
                value?: ("text"|"number"|"flag"|"list");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Attribute. */
            type $Shape = {
              text?: string|null;
              number?: number|null;
              flag?: boolean|null;
              list?: rae.v1.TextList.$Shape|null;
              observedAtMs?: number|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ value?: undefined; text?: null; number?: null; flag?: null; list?: null }|{ value?: "text"; text: string; number?: null; flag?: null; list?: null }|{ value?: "number"; text?: null; number: number; flag?: null; list?: null }|{ value?: "flag"; text?: null; number?: null; flag: boolean; list?: null }|{ value?: "list"; text?: null; number?: null; flag?: null; list: rae.v1.TextList.$Shape })
            );
        }

        /**
         * Properties of a TextList.
         * @deprecated Use rae.v1.TextList.$Properties instead.
         */
        interface ITextList extends rae.v1.TextList.$Properties {
        }

        /** Represents a TextList. */
        class TextList {

            /**
             * Constructs a new TextList.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.TextList.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TextList items. */
            items: string[];

            /**
             * Encodes the specified TextList message. Does not implicitly {@link rae.v1.TextList.verify|verify} messages.
             * @param message TextList message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.TextList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TextList message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.TextList & rae.v1.TextList.$Shape} TextList
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.TextList & rae.v1.TextList.$Shape;
        }

        namespace TextList {

            /** Properties of a TextList. */
            interface $Properties {

                /** TextList items */
                items?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TextList. */
            type $Shape = rae.v1.TextList.$Properties;
        }

        /**
         * Properties of a RevisionRange.
         * @deprecated Use rae.v1.RevisionRange.$Properties instead.
         */
        interface IRevisionRange extends rae.v1.RevisionRange.$Properties {
        }

        /** Represents a RevisionRange. */
        class RevisionRange {

            /**
             * Constructs a new RevisionRange.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.RevisionRange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RevisionRange from. */
            from: number;

            /** RevisionRange to. */
            to: number;

            /**
             * Encodes the specified RevisionRange message. Does not implicitly {@link rae.v1.RevisionRange.verify|verify} messages.
             * @param message RevisionRange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.RevisionRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RevisionRange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.RevisionRange & rae.v1.RevisionRange.$Shape} RevisionRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.RevisionRange & rae.v1.RevisionRange.$Shape;
        }

        namespace RevisionRange {

            /** Properties of a RevisionRange. */
            interface $Properties {

                /** RevisionRange from */
                from?: (number|null);

                /** RevisionRange to */
                to?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RevisionRange. */
            type $Shape = rae.v1.RevisionRange.$Properties;
        }

        /**
         * Properties of a RosterEntry.
         * @deprecated Use rae.v1.RosterEntry.$Properties instead.
         */
        interface IRosterEntry extends rae.v1.RosterEntry.$Properties {
        }

        /** Represents a RosterEntry. */
        class RosterEntry {

            /**
             * Constructs a new RosterEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.RosterEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RosterEntry sessionId. */
            sessionId: string;

            /** RosterEntry revision. */
            revision: number;

            /**
             * Encodes the specified RosterEntry message. Does not implicitly {@link rae.v1.RosterEntry.verify|verify} messages.
             * @param message RosterEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.RosterEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RosterEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.RosterEntry & rae.v1.RosterEntry.$Shape} RosterEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.RosterEntry & rae.v1.RosterEntry.$Shape;
        }

        namespace RosterEntry {

            /** Properties of a RosterEntry. */
            interface $Properties {

                /** RosterEntry sessionId */
                sessionId?: (string|null);

                /** RosterEntry revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RosterEntry. */
            type $Shape = rae.v1.RosterEntry.$Properties;
        }

        /**
         * Properties of a BoxStatus.
         * @deprecated Use rae.v1.BoxStatus.$Properties instead.
         */
        interface IBoxStatus extends rae.v1.BoxStatus.$Properties {
        }

        /** Represents a BoxStatus. */
        class BoxStatus {

            /**
             * Constructs a new BoxStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.BoxStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BoxStatus agentVersion. */
            agentVersion: string;

            /** BoxStatus outboxRows. */
            outboxRows: number;

            /** BoxStatus outboxBytes. */
            outboxBytes: number;

            /** BoxStatus outboxLimitBytes. */
            outboxLimitBytes: number;

            /** BoxStatus interfaces. */
            interfaces: rae.v1.NetworkInterface.$Properties[];

            /** BoxStatus links. */
            links: rae.v1.LinkStatus.$Properties[];

            /** BoxStatus supersededDeltas. */
            supersededDeltas: number;

            /** BoxStatus outboxBytesPerDay. */
            outboxBytesPerDay: number;

            /** BoxStatus unreadableRegistries. */
            unreadableRegistries: string[];

            /** BoxStatus droppedSessions. */
            droppedSessions: number;

            /** BoxStatus identityConflict. */
            identityConflict?: (rae.v1.IdentityConflict.$Properties|null);

            /** BoxStatus seen. */
            seen?: (rae.v1.SeenTimes.$Properties|null);

            /** BoxStatus enforcesLeases. */
            enforcesLeases: boolean;

            /**
             * Encodes the specified BoxStatus message. Does not implicitly {@link rae.v1.BoxStatus.verify|verify} messages.
             * @param message BoxStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.BoxStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BoxStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.BoxStatus & rae.v1.BoxStatus.$Shape} BoxStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.BoxStatus & rae.v1.BoxStatus.$Shape;
        }

        namespace BoxStatus {

            /** Properties of a BoxStatus. */
            interface $Properties {

                /** BoxStatus agentVersion */
                agentVersion?: (string|null);

                /** BoxStatus outboxRows */
                outboxRows?: (number|null);

                /** BoxStatus outboxBytes */
                outboxBytes?: (number|null);

                /** BoxStatus outboxLimitBytes */
                outboxLimitBytes?: (number|null);

                /** BoxStatus interfaces */
                interfaces?: (rae.v1.NetworkInterface.$Properties[]|null);

                /** BoxStatus links */
                links?: (rae.v1.LinkStatus.$Properties[]|null);

                /** BoxStatus supersededDeltas */
                supersededDeltas?: (number|null);

                /** BoxStatus outboxBytesPerDay */
                outboxBytesPerDay?: (number|null);

                /** BoxStatus unreadableRegistries */
                unreadableRegistries?: (string[]|null);

                /** BoxStatus droppedSessions */
                droppedSessions?: (number|null);

                /** BoxStatus identityConflict */
                identityConflict?: (rae.v1.IdentityConflict.$Properties|null);

                /** BoxStatus seen */
                seen?: (rae.v1.SeenTimes.$Properties|null);

                /** BoxStatus enforcesLeases */
                enforcesLeases?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BoxStatus. */
            type $Shape = rae.v1.BoxStatus.$Properties;
        }

        /**
         * Properties of an IdentityConflict.
         * @deprecated Use rae.v1.IdentityConflict.$Properties instead.
         */
        interface IIdentityConflict extends rae.v1.IdentityConflict.$Properties {
        }

        /** Represents an IdentityConflict. */
        class IdentityConflict {

            /**
             * Constructs a new IdentityConflict.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.IdentityConflict.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IdentityConflict takeovers. */
            takeovers: number;

            /** IdentityConflict sinceMs. */
            sinceMs: number;

            /**
             * Encodes the specified IdentityConflict message. Does not implicitly {@link rae.v1.IdentityConflict.verify|verify} messages.
             * @param message IdentityConflict message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.IdentityConflict.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IdentityConflict message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.IdentityConflict & rae.v1.IdentityConflict.$Shape} IdentityConflict
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.IdentityConflict & rae.v1.IdentityConflict.$Shape;
        }

        namespace IdentityConflict {

            /** Properties of an IdentityConflict. */
            interface $Properties {

                /** IdentityConflict takeovers */
                takeovers?: (number|null);

                /** IdentityConflict sinceMs */
                sinceMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IdentityConflict. */
            type $Shape = rae.v1.IdentityConflict.$Properties;
        }

        /**
         * Properties of a SeenTimes.
         * @deprecated Use rae.v1.SeenTimes.$Properties instead.
         */
        interface ISeenTimes extends rae.v1.SeenTimes.$Properties {
        }

        /** Represents a SeenTimes. */
        class SeenTimes {

            /**
             * Constructs a new SeenTimes.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.SeenTimes.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SeenTimes atMs. */
            atMs: number;

            /** SeenTimes names. */
            names: string[];

            /** SeenTimes sessions. */
            sessions: rae.v1.SessionSeen.$Properties[];

            /**
             * Encodes the specified SeenTimes message. Does not implicitly {@link rae.v1.SeenTimes.verify|verify} messages.
             * @param message SeenTimes message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.SeenTimes.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SeenTimes message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.SeenTimes & rae.v1.SeenTimes.$Shape} SeenTimes
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.SeenTimes & rae.v1.SeenTimes.$Shape;
        }

        namespace SeenTimes {

            /** Properties of a SeenTimes. */
            interface $Properties {

                /** SeenTimes atMs */
                atMs?: (number|null);

                /** SeenTimes names */
                names?: (string[]|null);

                /** SeenTimes sessions */
                sessions?: (rae.v1.SessionSeen.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SeenTimes. */
            type $Shape = rae.v1.SeenTimes.$Properties;
        }

        /**
         * Properties of a SessionSeen.
         * @deprecated Use rae.v1.SessionSeen.$Properties instead.
         */
        interface ISessionSeen extends rae.v1.SessionSeen.$Properties {
        }

        /** Represents a SessionSeen. */
        class SessionSeen {

            /**
             * Constructs a new SessionSeen.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.SessionSeen.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SessionSeen sessionId. */
            sessionId: Uint8Array;

            /** SessionSeen revision. */
            revision: number;

            /** SessionSeen ageMs. */
            ageMs: number;

            /** SessionSeen others. */
            others: rae.v1.SeenOthers.$Properties[];

            /**
             * Encodes the specified SessionSeen message. Does not implicitly {@link rae.v1.SessionSeen.verify|verify} messages.
             * @param message SessionSeen message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.SessionSeen.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SessionSeen message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.SessionSeen & rae.v1.SessionSeen.$Shape} SessionSeen
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.SessionSeen & rae.v1.SessionSeen.$Shape;
        }

        namespace SessionSeen {

            /** Properties of a SessionSeen. */
            interface $Properties {

                /** SessionSeen sessionId */
                sessionId?: (Uint8Array|null);

                /** SessionSeen revision */
                revision?: (number|null);

                /** SessionSeen ageMs */
                ageMs?: (number|null);

                /** SessionSeen others */
                others?: (rae.v1.SeenOthers.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SessionSeen. */
            type $Shape = rae.v1.SessionSeen.$Properties;
        }

        /**
         * Properties of a SeenOthers.
         * @deprecated Use rae.v1.SeenOthers.$Properties instead.
         */
        interface ISeenOthers extends rae.v1.SeenOthers.$Properties {
        }

        /** Represents a SeenOthers. */
        class SeenOthers {

            /**
             * Constructs a new SeenOthers.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.SeenOthers.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SeenOthers ageMs. */
            ageMs: number;

            /** SeenOthers names. */
            names: number[];

            /**
             * Encodes the specified SeenOthers message. Does not implicitly {@link rae.v1.SeenOthers.verify|verify} messages.
             * @param message SeenOthers message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.SeenOthers.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SeenOthers message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.SeenOthers & rae.v1.SeenOthers.$Shape} SeenOthers
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.SeenOthers & rae.v1.SeenOthers.$Shape;
        }

        namespace SeenOthers {

            /** Properties of a SeenOthers. */
            interface $Properties {

                /** SeenOthers ageMs */
                ageMs?: (number|null);

                /** SeenOthers names */
                names?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SeenOthers. */
            type $Shape = rae.v1.SeenOthers.$Properties;
        }

        /**
         * Properties of a NetworkInterface.
         * @deprecated Use rae.v1.NetworkInterface.$Properties instead.
         */
        interface INetworkInterface extends rae.v1.NetworkInterface.$Properties {
        }

        /** Represents a NetworkInterface. */
        class NetworkInterface {

            /**
             * Constructs a new NetworkInterface.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.NetworkInterface.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NetworkInterface name. */
            name: string;

            /** NetworkInterface addresses. */
            addresses: string[];

            /**
             * Encodes the specified NetworkInterface message. Does not implicitly {@link rae.v1.NetworkInterface.verify|verify} messages.
             * @param message NetworkInterface message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.NetworkInterface.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NetworkInterface message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.NetworkInterface & rae.v1.NetworkInterface.$Shape} NetworkInterface
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.NetworkInterface & rae.v1.NetworkInterface.$Shape;
        }

        namespace NetworkInterface {

            /** Properties of a NetworkInterface. */
            interface $Properties {

                /** NetworkInterface name */
                name?: (string|null);

                /** NetworkInterface addresses */
                addresses?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NetworkInterface. */
            type $Shape = rae.v1.NetworkInterface.$Properties;
        }

        /**
         * Properties of a LinkStatus.
         * @deprecated Use rae.v1.LinkStatus.$Properties instead.
         */
        interface ILinkStatus extends rae.v1.LinkStatus.$Properties {
        }

        /** Represents a LinkStatus. */
        class LinkStatus {

            /**
             * Constructs a new LinkStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.LinkStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LinkStatus id. */
            id: string;

            /** LinkStatus state. */
            state: string;

            /** LinkStatus detail. */
            detail: string;

            /**
             * Encodes the specified LinkStatus message. Does not implicitly {@link rae.v1.LinkStatus.verify|verify} messages.
             * @param message LinkStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.LinkStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LinkStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.LinkStatus & rae.v1.LinkStatus.$Shape} LinkStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.LinkStatus & rae.v1.LinkStatus.$Shape;
        }

        namespace LinkStatus {

            /** Properties of a LinkStatus. */
            interface $Properties {

                /** LinkStatus id */
                id?: (string|null);

                /** LinkStatus state */
                state?: (string|null);

                /** LinkStatus detail */
                detail?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LinkStatus. */
            type $Shape = rae.v1.LinkStatus.$Properties;
        }

        /**
         * Properties of a Lease.
         * @deprecated Use rae.v1.Lease.$Properties instead.
         */
        interface ILease extends rae.v1.Lease.$Properties {
        }

        /** Represents a Lease. */
        class Lease {

            /**
             * Constructs a new Lease.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.Lease.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Lease leaseId. */
            leaseId: string;

            /** Lease version. */
            version: number;

            /** Lease state. */
            state: number;

            /** Lease owner. */
            owner: string;

            /** Lease holder. */
            holder: string;

            /** Lease purpose. */
            purpose: string;

            /** Lease priority. */
            priority: number;

            /** Lease requestJson. */
            requestJson: string;

            /** Lease ttlMs. */
            ttlMs: number;

            /** Lease askedAtMs. */
            askedAtMs: number;

            /** Lease untilMs. */
            untilMs: number;

            /** Lease latestMs. */
            latestMs: number;

            /** Lease grantedAtMs. */
            grantedAtMs: number;

            /** Lease devices. */
            devices: rae.v1.LeasedDevice.$Properties[];

            /** Lease ended. */
            ended?: (rae.v1.LeaseEnd.$Properties|null);

            /** Lease tenant. */
            tenant: string;

            /** Lease platform. */
            platform: boolean;

            /**
             * Encodes the specified Lease message. Does not implicitly {@link rae.v1.Lease.verify|verify} messages.
             * @param message Lease message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.Lease.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Lease message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.Lease & rae.v1.Lease.$Shape} Lease
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.Lease & rae.v1.Lease.$Shape;
        }

        namespace Lease {

            /** Properties of a Lease. */
            interface $Properties {

                /** Lease leaseId */
                leaseId?: (string|null);

                /** Lease version */
                version?: (number|null);

                /** Lease state */
                state?: (number|null);

                /** Lease owner */
                owner?: (string|null);

                /** Lease holder */
                holder?: (string|null);

                /** Lease purpose */
                purpose?: (string|null);

                /** Lease priority */
                priority?: (number|null);

                /** Lease requestJson */
                requestJson?: (string|null);

                /** Lease ttlMs */
                ttlMs?: (number|null);

                /** Lease askedAtMs */
                askedAtMs?: (number|null);

                /** Lease untilMs */
                untilMs?: (number|null);

                /** Lease latestMs */
                latestMs?: (number|null);

                /** Lease grantedAtMs */
                grantedAtMs?: (number|null);

                /** Lease devices */
                devices?: (rae.v1.LeasedDevice.$Properties[]|null);

                /** Lease ended */
                ended?: (rae.v1.LeaseEnd.$Properties|null);

                /** Lease tenant */
                tenant?: (string|null);

                /** Lease platform */
                platform?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Lease. */
            type $Shape = rae.v1.Lease.$Properties;
        }

        /**
         * Properties of a LeasedDevice.
         * @deprecated Use rae.v1.LeasedDevice.$Properties instead.
         */
        interface ILeasedDevice extends rae.v1.LeasedDevice.$Properties {
        }

        /** Represents a LeasedDevice. */
        class LeasedDevice {

            /**
             * Constructs a new LeasedDevice.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.LeasedDevice.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LeasedDevice sessionId. */
            sessionId: string;

            /** LeasedDevice boxId. */
            boxId: string;

            /** LeasedDevice token. */
            token: number;

            /**
             * Encodes the specified LeasedDevice message. Does not implicitly {@link rae.v1.LeasedDevice.verify|verify} messages.
             * @param message LeasedDevice message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.LeasedDevice.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LeasedDevice message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.LeasedDevice & rae.v1.LeasedDevice.$Shape} LeasedDevice
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.LeasedDevice & rae.v1.LeasedDevice.$Shape;
        }

        namespace LeasedDevice {

            /** Properties of a LeasedDevice. */
            interface $Properties {

                /** LeasedDevice sessionId */
                sessionId?: (string|null);

                /** LeasedDevice boxId */
                boxId?: (string|null);

                /** LeasedDevice token */
                token?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LeasedDevice. */
            type $Shape = rae.v1.LeasedDevice.$Properties;
        }

        /**
         * Properties of a LeaseEnd.
         * @deprecated Use rae.v1.LeaseEnd.$Properties instead.
         */
        interface ILeaseEnd extends rae.v1.LeaseEnd.$Properties {
        }

        /** Represents a LeaseEnd. */
        class LeaseEnd {

            /**
             * Constructs a new LeaseEnd.
             * @param [properties] Properties to set
             */
            constructor(properties?: rae.v1.LeaseEnd.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LeaseEnd reason. */
            reason: string;

            /** LeaseEnd atMs. */
            atMs: number;

            /** LeaseEnd by. */
            by: string;

            /** LeaseEnd detail. */
            detail: string;

            /**
             * Encodes the specified LeaseEnd message. Does not implicitly {@link rae.v1.LeaseEnd.verify|verify} messages.
             * @param message LeaseEnd message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: rae.v1.LeaseEnd.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LeaseEnd message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {rae.v1.LeaseEnd & rae.v1.LeaseEnd.$Shape} LeaseEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): rae.v1.LeaseEnd & rae.v1.LeaseEnd.$Shape;
        }

        namespace LeaseEnd {

            /** Properties of a LeaseEnd. */
            interface $Properties {

                /** LeaseEnd reason */
                reason?: (string|null);

                /** LeaseEnd atMs */
                atMs?: (number|null);

                /** LeaseEnd by */
                by?: (string|null);

                /** LeaseEnd detail */
                detail?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LeaseEnd. */
            type $Shape = rae.v1.LeaseEnd.$Properties;
        }
    }
}
