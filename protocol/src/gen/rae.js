/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const rae = $root.rae = (() => {

    /**
     * Namespace rae.
     * @exports rae
     * @namespace
     */
    const rae = {};

    rae.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof rae
         * @namespace
         */
        const v1 = {};

        v1.AuditEntry = (function() {

            /**
             * Properties of an AuditEntry.
             * @typedef {Object} rae.v1.AuditEntry.$Properties
             * @property {string|null} [entryId] AuditEntry entryId
             * @property {number|null} [atMs] AuditEntry atMs
             * @property {string|null} [principalId] AuditEntry principalId
             * @property {string|null} [principalName] AuditEntry principalName
             * @property {string|null} [tenant] AuditEntry tenant
             * @property {string|null} [action] AuditEntry action
             * @property {string|null} [resource] AuditEntry resource
             * @property {number|null} [outcome] AuditEntry outcome
             * @property {string|null} [code] AuditEntry code
             * @property {string|null} [requestId] AuditEntry requestId
             * @property {string|null} [sourceAddress] AuditEntry sourceAddress
             * @property {number|null} [times] AuditEntry times
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AuditEntry.
             * @memberof rae.v1
             * @interface IAuditEntry
             * @augments rae.v1.AuditEntry.$Properties
             * @deprecated Use rae.v1.AuditEntry.$Properties instead.
             */

            /**
             * Shape of an AuditEntry.
             * @typedef {rae.v1.AuditEntry.$Properties} rae.v1.AuditEntry.$Shape
             */

            /**
             * Constructs a new AuditEntry.
             * @memberof rae.v1
             * @classdesc Represents an AuditEntry.
             * @constructor
             * @param {rae.v1.AuditEntry.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AuditEntry = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AuditEntry entryId.
             * @member {string} entryId
             * @memberof rae.v1.AuditEntry
             * @instance
             */
            AuditEntry.prototype.entryId = "";

            /**
             * AuditEntry atMs.
             * @member {number} atMs
             * @memberof rae.v1.AuditEntry
             * @instance
             */
            AuditEntry.prototype.atMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * AuditEntry principalId.
             * @member {string} principalId
             * @memberof rae.v1.AuditEntry
             * @instance
             */
            AuditEntry.prototype.principalId = "";

            /**
             * AuditEntry principalName.
             * @member {string} principalName
             * @memberof rae.v1.AuditEntry
             * @instance
             */
            AuditEntry.prototype.principalName = "";

            /**
             * AuditEntry tenant.
             * @member {string} tenant
             * @memberof rae.v1.AuditEntry
             * @instance
             */
            AuditEntry.prototype.tenant = "";

            /**
             * AuditEntry action.
             * @member {string} action
             * @memberof rae.v1.AuditEntry
             * @instance
             */
            AuditEntry.prototype.action = "";

            /**
             * AuditEntry resource.
             * @member {string} resource
             * @memberof rae.v1.AuditEntry
             * @instance
             */
            AuditEntry.prototype.resource = "";

            /**
             * AuditEntry outcome.
             * @member {number} outcome
             * @memberof rae.v1.AuditEntry
             * @instance
             */
            AuditEntry.prototype.outcome = 0;

            /**
             * AuditEntry code.
             * @member {string} code
             * @memberof rae.v1.AuditEntry
             * @instance
             */
            AuditEntry.prototype.code = "";

            /**
             * AuditEntry requestId.
             * @member {string} requestId
             * @memberof rae.v1.AuditEntry
             * @instance
             */
            AuditEntry.prototype.requestId = "";

            /**
             * AuditEntry sourceAddress.
             * @member {string} sourceAddress
             * @memberof rae.v1.AuditEntry
             * @instance
             */
            AuditEntry.prototype.sourceAddress = "";

            /**
             * AuditEntry times.
             * @member {number} times
             * @memberof rae.v1.AuditEntry
             * @instance
             */
            AuditEntry.prototype.times = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified AuditEntry message. Does not implicitly {@link rae.v1.AuditEntry.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.AuditEntry
             * @static
             * @param {rae.v1.AuditEntry.$Properties} message AuditEntry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AuditEntry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.entryId != null && $Object.hasOwnProperty.call(message, "entryId") && message.entryId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.entryId);
                if (message.atMs != null && $Object.hasOwnProperty.call(message, "atMs") && (typeof message.atMs === "object" ? message.atMs.low || message.atMs.high : message.atMs !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).int64(message.atMs);
                if (message.principalId != null && $Object.hasOwnProperty.call(message, "principalId") && message.principalId !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.principalId);
                if (message.principalName != null && $Object.hasOwnProperty.call(message, "principalName") && message.principalName !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.principalName);
                if (message.tenant != null && $Object.hasOwnProperty.call(message, "tenant") && message.tenant !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.tenant);
                if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.action);
                if (message.resource != null && $Object.hasOwnProperty.call(message, "resource") && message.resource !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.resource);
                if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                    writer.uint32(/* id 8, wireType 0 =*/64).uint32(message.outcome);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.code);
                if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                    writer.uint32(/* id 10, wireType 2 =*/82).string(message.requestId);
                if (message.sourceAddress != null && $Object.hasOwnProperty.call(message, "sourceAddress") && message.sourceAddress !== "")
                    writer.uint32(/* id 11, wireType 2 =*/90).string(message.sourceAddress);
                if (message.times != null && $Object.hasOwnProperty.call(message, "times") && (typeof message.times === "object" ? message.times.low || message.times.high : message.times !== 0))
                    writer.uint32(/* id 12, wireType 0 =*/96).uint64(message.times);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AuditEntry message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.AuditEntry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.AuditEntry & rae.v1.AuditEntry.$Shape} AuditEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AuditEntry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.AuditEntry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.entryId = value;
                            else
                                delete message.entryId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.atMs = value;
                            else
                                delete message.atMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.principalId = value;
                            else
                                delete message.principalId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.principalName = value;
                            else
                                delete message.principalName;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.tenant = value;
                            else
                                delete message.tenant;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.action = value;
                            else
                                delete message.action;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.resource = value;
                            else
                                delete message.resource;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.outcome = value;
                            else
                                delete message.outcome;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.requestId = value;
                            else
                                delete message.requestId;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sourceAddress = value;
                            else
                                delete message.sourceAddress;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.times = value;
                            else
                                delete message.times;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AuditEntry;
        })();

        v1.BoxCommand = (function() {

            /**
             * Properties of a BoxCommand.
             * @typedef {Object} rae.v1.BoxCommand.$Properties
             * @property {string|null} [commandId] BoxCommand commandId
             * @property {string|null} [boxId] BoxCommand boxId
             * @property {number|null} [kind] BoxCommand kind
             * @property {string|null} [sessionId] BoxCommand sessionId
             * @property {string|null} [capability] BoxCommand capability
             * @property {string|null} [command] BoxCommand command
             * @property {string|null} [parametersJson] BoxCommand parametersJson
             * @property {number|null} [remainingMs] BoxCommand remainingMs
             * @property {string|null} [leaseId] BoxCommand leaseId
             * @property {number|null} [leaseToken] BoxCommand leaseToken
             * @property {number|null} [leaseRemainingMs] BoxCommand leaseRemainingMs
             * @property {number|null} [haveRevision] BoxCommand haveRevision
             * @property {boolean|null} [sessionEnded] BoxCommand sessionEnded
             * @property {string|null} [refusedRegistryId] BoxCommand refusedRegistryId
             * @property {number|null} [refusedConnection] BoxCommand refusedConnection
             * @property {number|null} [haveConnection] BoxCommand haveConnection
             * @property {boolean|null} [registrySuperseded] BoxCommand registrySuperseded
             * @property {string|null} [peer] BoxCommand peer
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a BoxCommand.
             * @memberof rae.v1
             * @interface IBoxCommand
             * @augments rae.v1.BoxCommand.$Properties
             * @deprecated Use rae.v1.BoxCommand.$Properties instead.
             */

            /**
             * Shape of a BoxCommand.
             * @typedef {rae.v1.BoxCommand.$Properties} rae.v1.BoxCommand.$Shape
             */

            /**
             * Constructs a new BoxCommand.
             * @memberof rae.v1
             * @classdesc Represents a BoxCommand.
             * @constructor
             * @param {rae.v1.BoxCommand.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const BoxCommand = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * BoxCommand commandId.
             * @member {string} commandId
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.commandId = "";

            /**
             * BoxCommand boxId.
             * @member {string} boxId
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.boxId = "";

            /**
             * BoxCommand kind.
             * @member {number} kind
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.kind = 0;

            /**
             * BoxCommand sessionId.
             * @member {string} sessionId
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.sessionId = "";

            /**
             * BoxCommand capability.
             * @member {string} capability
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.capability = "";

            /**
             * BoxCommand command.
             * @member {string} command
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.command = "";

            /**
             * BoxCommand parametersJson.
             * @member {string} parametersJson
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.parametersJson = "";

            /**
             * BoxCommand remainingMs.
             * @member {number} remainingMs
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.remainingMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxCommand leaseId.
             * @member {string} leaseId
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.leaseId = "";

            /**
             * BoxCommand leaseToken.
             * @member {number} leaseToken
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.leaseToken = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxCommand leaseRemainingMs.
             * @member {number} leaseRemainingMs
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.leaseRemainingMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxCommand haveRevision.
             * @member {number} haveRevision
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.haveRevision = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxCommand sessionEnded.
             * @member {boolean} sessionEnded
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.sessionEnded = false;

            /**
             * BoxCommand refusedRegistryId.
             * @member {string} refusedRegistryId
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.refusedRegistryId = "";

            /**
             * BoxCommand refusedConnection.
             * @member {number} refusedConnection
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.refusedConnection = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxCommand haveConnection.
             * @member {number} haveConnection
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.haveConnection = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxCommand registrySuperseded.
             * @member {boolean} registrySuperseded
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.registrySuperseded = false;

            /**
             * BoxCommand peer.
             * @member {string} peer
             * @memberof rae.v1.BoxCommand
             * @instance
             */
            BoxCommand.prototype.peer = "";

            /**
             * Encodes the specified BoxCommand message. Does not implicitly {@link rae.v1.BoxCommand.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.BoxCommand
             * @static
             * @param {rae.v1.BoxCommand.$Properties} message BoxCommand message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            BoxCommand.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.commandId != null && $Object.hasOwnProperty.call(message, "commandId") && message.commandId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.commandId);
                if (message.boxId != null && $Object.hasOwnProperty.call(message, "boxId") && message.boxId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.boxId);
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.kind);
                if (message.sessionId != null && $Object.hasOwnProperty.call(message, "sessionId") && message.sessionId !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.sessionId);
                if (message.capability != null && $Object.hasOwnProperty.call(message, "capability") && message.capability !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.capability);
                if (message.command != null && $Object.hasOwnProperty.call(message, "command") && message.command !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.command);
                if (message.parametersJson != null && $Object.hasOwnProperty.call(message, "parametersJson") && message.parametersJson !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.parametersJson);
                if (message.remainingMs != null && $Object.hasOwnProperty.call(message, "remainingMs") && (typeof message.remainingMs === "object" ? message.remainingMs.low || message.remainingMs.high : message.remainingMs !== 0))
                    writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.remainingMs);
                if (message.leaseId != null && $Object.hasOwnProperty.call(message, "leaseId") && message.leaseId !== "")
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.leaseId);
                if (message.leaseToken != null && $Object.hasOwnProperty.call(message, "leaseToken") && (typeof message.leaseToken === "object" ? message.leaseToken.low || message.leaseToken.high : message.leaseToken !== 0))
                    writer.uint32(/* id 10, wireType 0 =*/80).uint64(message.leaseToken);
                if (message.leaseRemainingMs != null && $Object.hasOwnProperty.call(message, "leaseRemainingMs") && (typeof message.leaseRemainingMs === "object" ? message.leaseRemainingMs.low || message.leaseRemainingMs.high : message.leaseRemainingMs !== 0))
                    writer.uint32(/* id 11, wireType 0 =*/88).uint64(message.leaseRemainingMs);
                if (message.haveRevision != null && $Object.hasOwnProperty.call(message, "haveRevision") && (typeof message.haveRevision === "object" ? message.haveRevision.low || message.haveRevision.high : message.haveRevision !== 0))
                    writer.uint32(/* id 12, wireType 0 =*/96).uint64(message.haveRevision);
                if (message.sessionEnded != null && $Object.hasOwnProperty.call(message, "sessionEnded") && message.sessionEnded !== false)
                    writer.uint32(/* id 13, wireType 0 =*/104).bool(message.sessionEnded);
                if (message.refusedRegistryId != null && $Object.hasOwnProperty.call(message, "refusedRegistryId") && message.refusedRegistryId !== "")
                    writer.uint32(/* id 14, wireType 2 =*/114).string(message.refusedRegistryId);
                if (message.refusedConnection != null && $Object.hasOwnProperty.call(message, "refusedConnection") && (typeof message.refusedConnection === "object" ? message.refusedConnection.low || message.refusedConnection.high : message.refusedConnection !== 0))
                    writer.uint32(/* id 15, wireType 0 =*/120).uint64(message.refusedConnection);
                if (message.haveConnection != null && $Object.hasOwnProperty.call(message, "haveConnection") && (typeof message.haveConnection === "object" ? message.haveConnection.low || message.haveConnection.high : message.haveConnection !== 0))
                    writer.uint32(/* id 16, wireType 0 =*/128).uint64(message.haveConnection);
                if (message.registrySuperseded != null && $Object.hasOwnProperty.call(message, "registrySuperseded") && message.registrySuperseded !== false)
                    writer.uint32(/* id 17, wireType 0 =*/136).bool(message.registrySuperseded);
                if (message.peer != null && $Object.hasOwnProperty.call(message, "peer") && message.peer !== "")
                    writer.uint32(/* id 18, wireType 2 =*/146).string(message.peer);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a BoxCommand message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.BoxCommand
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.BoxCommand & rae.v1.BoxCommand.$Shape} BoxCommand
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            BoxCommand.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.BoxCommand();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.commandId = value;
                            else
                                delete message.commandId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.boxId = value;
                            else
                                delete message.boxId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sessionId = value;
                            else
                                delete message.sessionId;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.capability = value;
                            else
                                delete message.capability;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.command = value;
                            else
                                delete message.command;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.parametersJson = value;
                            else
                                delete message.parametersJson;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.remainingMs = value;
                            else
                                delete message.remainingMs;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.leaseId = value;
                            else
                                delete message.leaseId;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.leaseToken = value;
                            else
                                delete message.leaseToken;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.leaseRemainingMs = value;
                            else
                                delete message.leaseRemainingMs;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.haveRevision = value;
                            else
                                delete message.haveRevision;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.sessionEnded = value;
                            else
                                delete message.sessionEnded;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.refusedRegistryId = value;
                            else
                                delete message.refusedRegistryId;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.refusedConnection = value;
                            else
                                delete message.refusedConnection;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.haveConnection = value;
                            else
                                delete message.haveConnection;
                            continue;
                        }
                    case 17: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.registrySuperseded = value;
                            else
                                delete message.registrySuperseded;
                            continue;
                        }
                    case 18: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.peer = value;
                            else
                                delete message.peer;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BoxCommand;
        })();

        v1.CommandOutcome = (function() {

            /**
             * Properties of a CommandOutcome.
             * @typedef {Object} rae.v1.CommandOutcome.$Properties
             * @property {string|null} [commandId] CommandOutcome commandId
             * @property {string|null} [boxId] CommandOutcome boxId
             * @property {string|null} [sessionId] CommandOutcome sessionId
             * @property {number|null} [state] CommandOutcome state
             * @property {string|null} [source] CommandOutcome source
             * @property {string|null} [code] CommandOutcome code
             * @property {string|null} [message] CommandOutcome message
             * @property {string|null} [detailsJson] CommandOutcome detailsJson
             * @property {string|null} [resultJson] CommandOutcome resultJson
             * @property {number|null} [atMs] CommandOutcome atMs
             * @property {number|null} [durationMs] CommandOutcome durationMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CommandOutcome.
             * @memberof rae.v1
             * @interface ICommandOutcome
             * @augments rae.v1.CommandOutcome.$Properties
             * @deprecated Use rae.v1.CommandOutcome.$Properties instead.
             */

            /**
             * Shape of a CommandOutcome.
             * @typedef {rae.v1.CommandOutcome.$Properties} rae.v1.CommandOutcome.$Shape
             */

            /**
             * Constructs a new CommandOutcome.
             * @memberof rae.v1
             * @classdesc Represents a CommandOutcome.
             * @constructor
             * @param {rae.v1.CommandOutcome.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CommandOutcome = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CommandOutcome commandId.
             * @member {string} commandId
             * @memberof rae.v1.CommandOutcome
             * @instance
             */
            CommandOutcome.prototype.commandId = "";

            /**
             * CommandOutcome boxId.
             * @member {string} boxId
             * @memberof rae.v1.CommandOutcome
             * @instance
             */
            CommandOutcome.prototype.boxId = "";

            /**
             * CommandOutcome sessionId.
             * @member {string} sessionId
             * @memberof rae.v1.CommandOutcome
             * @instance
             */
            CommandOutcome.prototype.sessionId = "";

            /**
             * CommandOutcome state.
             * @member {number} state
             * @memberof rae.v1.CommandOutcome
             * @instance
             */
            CommandOutcome.prototype.state = 0;

            /**
             * CommandOutcome source.
             * @member {string} source
             * @memberof rae.v1.CommandOutcome
             * @instance
             */
            CommandOutcome.prototype.source = "";

            /**
             * CommandOutcome code.
             * @member {string} code
             * @memberof rae.v1.CommandOutcome
             * @instance
             */
            CommandOutcome.prototype.code = "";

            /**
             * CommandOutcome message.
             * @member {string} message
             * @memberof rae.v1.CommandOutcome
             * @instance
             */
            CommandOutcome.prototype.message = "";

            /**
             * CommandOutcome detailsJson.
             * @member {string} detailsJson
             * @memberof rae.v1.CommandOutcome
             * @instance
             */
            CommandOutcome.prototype.detailsJson = "";

            /**
             * CommandOutcome resultJson.
             * @member {string} resultJson
             * @memberof rae.v1.CommandOutcome
             * @instance
             */
            CommandOutcome.prototype.resultJson = "";

            /**
             * CommandOutcome atMs.
             * @member {number} atMs
             * @memberof rae.v1.CommandOutcome
             * @instance
             */
            CommandOutcome.prototype.atMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * CommandOutcome durationMs.
             * @member {number} durationMs
             * @memberof rae.v1.CommandOutcome
             * @instance
             */
            CommandOutcome.prototype.durationMs = 0;

            /**
             * Encodes the specified CommandOutcome message. Does not implicitly {@link rae.v1.CommandOutcome.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.CommandOutcome
             * @static
             * @param {rae.v1.CommandOutcome.$Properties} message CommandOutcome message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CommandOutcome.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.commandId != null && $Object.hasOwnProperty.call(message, "commandId") && message.commandId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.commandId);
                if (message.boxId != null && $Object.hasOwnProperty.call(message, "boxId") && message.boxId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.boxId);
                if (message.sessionId != null && $Object.hasOwnProperty.call(message, "sessionId") && message.sessionId !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.sessionId);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.state);
                if (message.source != null && $Object.hasOwnProperty.call(message, "source") && message.source !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.source);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.message);
                if (message.detailsJson != null && $Object.hasOwnProperty.call(message, "detailsJson") && message.detailsJson !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.detailsJson);
                if (message.resultJson != null && $Object.hasOwnProperty.call(message, "resultJson") && message.resultJson !== "")
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.resultJson);
                if (message.atMs != null && $Object.hasOwnProperty.call(message, "atMs") && (typeof message.atMs === "object" ? message.atMs.low || message.atMs.high : message.atMs !== 0))
                    writer.uint32(/* id 10, wireType 0 =*/80).int64(message.atMs);
                if (message.durationMs != null && $Object.hasOwnProperty.call(message, "durationMs") && !$Object.is(message.durationMs, 0))
                    writer.uint32(/* id 11, wireType 1 =*/89).double(message.durationMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CommandOutcome message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.CommandOutcome
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.CommandOutcome & rae.v1.CommandOutcome.$Shape} CommandOutcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CommandOutcome.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.CommandOutcome();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.commandId = value;
                            else
                                delete message.commandId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.boxId = value;
                            else
                                delete message.boxId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sessionId = value;
                            else
                                delete message.sessionId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.source = value;
                            else
                                delete message.source;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.detailsJson = value;
                            else
                                delete message.detailsJson;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.resultJson = value;
                            else
                                delete message.resultJson;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.atMs = value;
                            else
                                delete message.atMs;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.durationMs = value;
                            else
                                delete message.durationMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CommandOutcome;
        })();

        v1.ControlRecord = (function() {

            /**
             * Properties of a ControlRecord.
             * @typedef {Object} rae.v1.ControlRecord.$Properties
             * @property {string|null} [gatewayId] ControlRecord gatewayId
             * @property {number|null} [kind] ControlRecord kind
             * @property {number|null} [atMs] ControlRecord atMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ControlRecord.
             * @memberof rae.v1
             * @interface IControlRecord
             * @augments rae.v1.ControlRecord.$Properties
             * @deprecated Use rae.v1.ControlRecord.$Properties instead.
             */

            /**
             * Shape of a ControlRecord.
             * @typedef {rae.v1.ControlRecord.$Properties} rae.v1.ControlRecord.$Shape
             */

            /**
             * Constructs a new ControlRecord.
             * @memberof rae.v1
             * @classdesc Represents a ControlRecord.
             * @constructor
             * @param {rae.v1.ControlRecord.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ControlRecord = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ControlRecord gatewayId.
             * @member {string} gatewayId
             * @memberof rae.v1.ControlRecord
             * @instance
             */
            ControlRecord.prototype.gatewayId = "";

            /**
             * ControlRecord kind.
             * @member {number} kind
             * @memberof rae.v1.ControlRecord
             * @instance
             */
            ControlRecord.prototype.kind = 0;

            /**
             * ControlRecord atMs.
             * @member {number} atMs
             * @memberof rae.v1.ControlRecord
             * @instance
             */
            ControlRecord.prototype.atMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Encodes the specified ControlRecord message. Does not implicitly {@link rae.v1.ControlRecord.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.ControlRecord
             * @static
             * @param {rae.v1.ControlRecord.$Properties} message ControlRecord message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ControlRecord.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.gatewayId != null && $Object.hasOwnProperty.call(message, "gatewayId") && message.gatewayId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.gatewayId);
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.kind);
                if (message.atMs != null && $Object.hasOwnProperty.call(message, "atMs") && (typeof message.atMs === "object" ? message.atMs.low || message.atMs.high : message.atMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).int64(message.atMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ControlRecord message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.ControlRecord
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.ControlRecord & rae.v1.ControlRecord.$Shape} ControlRecord
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ControlRecord.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.ControlRecord();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.gatewayId = value;
                            else
                                delete message.gatewayId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.atMs = value;
                            else
                                delete message.atMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ControlRecord;
        })();

        v1.BoxEvent = (function() {

            /**
             * Properties of a BoxEvent.
             * @typedef {Object} rae.v1.BoxEvent.$Properties
             * @property {string|null} [boxId] BoxEvent boxId
             * @property {string|null} [registryId] BoxEvent registryId
             * @property {number|null} [connection] BoxEvent connection
             * @property {number|null} [sequence] BoxEvent sequence
             * @property {number|null} [observedAtMs] BoxEvent observedAtMs
             * @property {number|null} [kind] BoxEvent kind
             * @property {string|null} [sessionId] BoxEvent sessionId
             * @property {number|null} [revision] BoxEvent revision
             * @property {Object.<string,rae.v1.Attribute.$Properties>|null} [attributes] BoxEvent attributes
             * @property {Array.<string>|null} [removed] BoxEvent removed
             * @property {rae.v1.RevisionRange.$Properties|null} [supersedes] BoxEvent supersedes
             * @property {string|null} [reason] BoxEvent reason
             * @property {Array.<rae.v1.RosterEntry.$Properties>|null} [roster] BoxEvent roster
             * @property {rae.v1.BoxStatus.$Properties|null} [status] BoxEvent status
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a BoxEvent.
             * @memberof rae.v1
             * @interface IBoxEvent
             * @augments rae.v1.BoxEvent.$Properties
             * @deprecated Use rae.v1.BoxEvent.$Properties instead.
             */

            /**
             * Shape of a BoxEvent.
             * @typedef {{
             *   boxId?: string|null;
             *   registryId?: string|null;
             *   connection?: number|null;
             *   sequence?: number|null;
             *   observedAtMs?: number|null;
             *   kind?: number|null;
             *   sessionId?: string|null;
             *   revision?: number|null;
             *   attributes?: Object.<string,rae.v1.Attribute.$Shape>|null;
             *   removed?: Array.<string>|null;
             *   supersedes?: rae.v1.RevisionRange.$Shape|null;
             *   reason?: string|null;
             *   roster?: Array.<rae.v1.RosterEntry.$Shape>|null;
             *   status?: rae.v1.BoxStatus.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * }} rae.v1.BoxEvent.$Shape
             */

            /**
             * Constructs a new BoxEvent.
             * @memberof rae.v1
             * @classdesc Represents a BoxEvent.
             * @constructor
             * @param {rae.v1.BoxEvent.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const BoxEvent = function (properties) {
                this.attributes = {};
                this.removed = [];
                this.roster = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * BoxEvent boxId.
             * @member {string} boxId
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.boxId = "";

            /**
             * BoxEvent registryId.
             * @member {string} registryId
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.registryId = "";

            /**
             * BoxEvent connection.
             * @member {number} connection
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.connection = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxEvent sequence.
             * @member {number} sequence
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxEvent observedAtMs.
             * @member {number} observedAtMs
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.observedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * BoxEvent kind.
             * @member {number} kind
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.kind = 0;

            /**
             * BoxEvent sessionId.
             * @member {string} sessionId
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.sessionId = "";

            /**
             * BoxEvent revision.
             * @member {number} revision
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.revision = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxEvent attributes.
             * @member {Object.<string,rae.v1.Attribute.$Properties>} attributes
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.attributes = $util.emptyObject;

            /**
             * BoxEvent removed.
             * @member {Array.<string>} removed
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.removed = $util.emptyArray;

            /**
             * BoxEvent supersedes.
             * @member {rae.v1.RevisionRange.$Properties|null|undefined} supersedes
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.supersedes = null;

            /**
             * BoxEvent reason.
             * @member {string} reason
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.reason = "";

            /**
             * BoxEvent roster.
             * @member {Array.<rae.v1.RosterEntry.$Properties>} roster
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.roster = $util.emptyArray;

            /**
             * BoxEvent status.
             * @member {rae.v1.BoxStatus.$Properties|null|undefined} status
             * @memberof rae.v1.BoxEvent
             * @instance
             */
            BoxEvent.prototype.status = null;

            /**
             * Encodes the specified BoxEvent message. Does not implicitly {@link rae.v1.BoxEvent.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.BoxEvent
             * @static
             * @param {rae.v1.BoxEvent.$Properties} message BoxEvent message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            BoxEvent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.boxId != null && $Object.hasOwnProperty.call(message, "boxId") && message.boxId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.boxId);
                if (message.registryId != null && $Object.hasOwnProperty.call(message, "registryId") && message.registryId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.registryId);
                if (message.connection != null && $Object.hasOwnProperty.call(message, "connection") && (typeof message.connection === "object" ? message.connection.low || message.connection.high : message.connection !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.connection);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.sequence);
                if (message.observedAtMs != null && $Object.hasOwnProperty.call(message, "observedAtMs") && (typeof message.observedAtMs === "object" ? message.observedAtMs.low || message.observedAtMs.high : message.observedAtMs !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).int64(message.observedAtMs);
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.kind);
                if (message.sessionId != null && $Object.hasOwnProperty.call(message, "sessionId") && message.sessionId !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.sessionId);
                if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && (typeof message.revision === "object" ? message.revision.low || message.revision.high : message.revision !== 0))
                    writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.revision);
                if (message.attributes != null && $Object.hasOwnProperty.call(message, "attributes"))
                    for (let keys = $Object.keys(message.attributes), i = 0; i < keys.length; ++i) {
                        writer.uint32(/* id 9, wireType 2 =*/74).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]);
                        $root.rae.v1.Attribute.encode(message.attributes[keys[i]], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim().ldelim();
                    }
                if (message.removed != null && message.removed.length)
                    for (let i = 0; i < message.removed.length; ++i)
                        writer.uint32(/* id 10, wireType 2 =*/82).string(message.removed[i]);
                if (message.supersedes != null && $Object.hasOwnProperty.call(message, "supersedes"))
                    $root.rae.v1.RevisionRange.encode(message.supersedes, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 12, wireType 2 =*/98).string(message.reason);
                if (message.roster != null && message.roster.length)
                    for (let i = 0; i < message.roster.length; ++i)
                        $root.rae.v1.RosterEntry.encode(message.roster[i], writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                    $root.rae.v1.BoxStatus.encode(message.status, writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a BoxEvent message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.BoxEvent
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.BoxEvent & rae.v1.BoxEvent.$Shape} BoxEvent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            BoxEvent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, key, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.BoxEvent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.boxId = value;
                            else
                                delete message.boxId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.registryId = value;
                            else
                                delete message.registryId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.connection = value;
                            else
                                delete message.connection;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.observedAtMs = value;
                            else
                                delete message.observedAtMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sessionId = value;
                            else
                                delete message.sessionId;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.revision = value;
                            else
                                delete message.revision;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (message.attributes === $util.emptyObject)
                                message.attributes = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = null;
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 2)
                                        break;
                                    value = $root.rae.v1.Attribute.decode(reader, reader.size(), $undefined, _depth + 1, value);
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.attributes, key);
                            message.attributes[key] = value || new $root.rae.v1.Attribute();
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if (!(message.removed && message.removed.length))
                                message.removed = [];
                            message.removed.push(reader.stringVerify());
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.supersedes = $root.rae.v1.RevisionRange.decode(reader, reader.size(), $undefined, _depth + 1, message.supersedes);
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if (!(message.roster && message.roster.length))
                                message.roster = [];
                            message.roster.push($root.rae.v1.RosterEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            message.status = $root.rae.v1.BoxStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BoxEvent;
        })();

        v1.Attribute = (function() {

            /**
             * Properties of an Attribute.
             * @typedef {Object} rae.v1.Attribute.$Properties
             * @property {string|null} [text] Attribute text
             * @property {number|null} [number] Attribute number
             * @property {boolean|null} [flag] Attribute flag
             * @property {rae.v1.TextList.$Properties|null} [list] Attribute list
             * @property {number|null} [observedAtMs] Attribute observedAtMs
             * @property {"text"|"number"|"flag"|"list"} [value] Attribute value
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Attribute.
             * @memberof rae.v1
             * @interface IAttribute
             * @augments rae.v1.Attribute.$Properties
             * @deprecated Use rae.v1.Attribute.$Properties instead.
             */

            /**
             * Narrowed shape of an Attribute.
             * @typedef {{
             *   text?: string|null;
             *   number?: number|null;
             *   flag?: boolean|null;
             *   list?: rae.v1.TextList.$Shape|null;
             *   observedAtMs?: number|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ value?: undefined; text?: null; number?: null; flag?: null; list?: null }|{ value?: "text"; text: string; number?: null; flag?: null; list?: null }|{ value?: "number"; text?: null; number: number; flag?: null; list?: null }|{ value?: "flag"; text?: null; number?: null; flag: boolean; list?: null }|{ value?: "list"; text?: null; number?: null; flag?: null; list: rae.v1.TextList.$Shape })
             * )} rae.v1.Attribute.$Shape
             */

            /**
             * Constructs a new Attribute.
             * @memberof rae.v1
             * @classdesc Represents an Attribute.
             * @constructor
             * @param {rae.v1.Attribute.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Attribute = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Attribute text.
             * @member {string|null|undefined} text
             * @memberof rae.v1.Attribute
             * @instance
             */
            Attribute.prototype.text = null;

            /**
             * Attribute number.
             * @member {number|null|undefined} number
             * @memberof rae.v1.Attribute
             * @instance
             */
            Attribute.prototype.number = null;

            /**
             * Attribute flag.
             * @member {boolean|null|undefined} flag
             * @memberof rae.v1.Attribute
             * @instance
             */
            Attribute.prototype.flag = null;

            /**
             * Attribute list.
             * @member {rae.v1.TextList.$Properties|null|undefined} list
             * @memberof rae.v1.Attribute
             * @instance
             */
            Attribute.prototype.list = null;

            /**
             * Attribute observedAtMs.
             * @member {number} observedAtMs
             * @memberof rae.v1.Attribute
             * @instance
             */
            Attribute.prototype.observedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Attribute value.
             * @member {"text"|"number"|"flag"|"list"|undefined} value
             * @memberof rae.v1.Attribute
             * @instance
             */
            $Object.defineProperty(Attribute.prototype, "value", {
                get: $util.oneOfGetter($oneOfFields = ["text", "number", "flag", "list"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Attribute message. Does not implicitly {@link rae.v1.Attribute.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.Attribute
             * @static
             * @param {rae.v1.Attribute.$Properties} message Attribute message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Attribute.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.text != null && $Object.hasOwnProperty.call(message, "text"))
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.text);
                if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.number);
                if (message.flag != null && $Object.hasOwnProperty.call(message, "flag"))
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.flag);
                if (message.list != null && $Object.hasOwnProperty.call(message, "list"))
                    $root.rae.v1.TextList.encode(message.list, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.observedAtMs != null && $Object.hasOwnProperty.call(message, "observedAtMs") && (typeof message.observedAtMs === "object" ? message.observedAtMs.low || message.observedAtMs.high : message.observedAtMs !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).int64(message.observedAtMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Attribute message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.Attribute
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.Attribute & rae.v1.Attribute.$Shape} Attribute
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Attribute.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.Attribute();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.text = reader.stringVerify();
                            message.value = "text";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            message.number = reader.double();
                            message.value = "number";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.flag = reader.bool();
                            message.value = "flag";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.list = $root.rae.v1.TextList.decode(reader, reader.size(), $undefined, _depth + 1, message.list);
                            message.value = "list";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.observedAtMs = value;
                            else
                                delete message.observedAtMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Attribute;
        })();

        v1.TextList = (function() {

            /**
             * Properties of a TextList.
             * @typedef {Object} rae.v1.TextList.$Properties
             * @property {Array.<string>|null} [items] TextList items
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TextList.
             * @memberof rae.v1
             * @interface ITextList
             * @augments rae.v1.TextList.$Properties
             * @deprecated Use rae.v1.TextList.$Properties instead.
             */

            /**
             * Shape of a TextList.
             * @typedef {rae.v1.TextList.$Properties} rae.v1.TextList.$Shape
             */

            /**
             * Constructs a new TextList.
             * @memberof rae.v1
             * @classdesc Represents a TextList.
             * @constructor
             * @param {rae.v1.TextList.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TextList = function (properties) {
                this.items = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TextList items.
             * @member {Array.<string>} items
             * @memberof rae.v1.TextList
             * @instance
             */
            TextList.prototype.items = $util.emptyArray;

            /**
             * Encodes the specified TextList message. Does not implicitly {@link rae.v1.TextList.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.TextList
             * @static
             * @param {rae.v1.TextList.$Properties} message TextList message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TextList.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.items != null && message.items.length)
                    for (let i = 0; i < message.items.length; ++i)
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.items[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TextList message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.TextList
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.TextList & rae.v1.TextList.$Shape} TextList
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TextList.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.TextList();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.items && message.items.length))
                                message.items = [];
                            message.items.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TextList;
        })();

        v1.RevisionRange = (function() {

            /**
             * Properties of a RevisionRange.
             * @typedef {Object} rae.v1.RevisionRange.$Properties
             * @property {number|null} [from] RevisionRange from
             * @property {number|null} [to] RevisionRange to
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RevisionRange.
             * @memberof rae.v1
             * @interface IRevisionRange
             * @augments rae.v1.RevisionRange.$Properties
             * @deprecated Use rae.v1.RevisionRange.$Properties instead.
             */

            /**
             * Shape of a RevisionRange.
             * @typedef {rae.v1.RevisionRange.$Properties} rae.v1.RevisionRange.$Shape
             */

            /**
             * Constructs a new RevisionRange.
             * @memberof rae.v1
             * @classdesc Represents a RevisionRange.
             * @constructor
             * @param {rae.v1.RevisionRange.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RevisionRange = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RevisionRange from.
             * @member {number} from
             * @memberof rae.v1.RevisionRange
             * @instance
             */
            RevisionRange.prototype.from = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * RevisionRange to.
             * @member {number} to
             * @memberof rae.v1.RevisionRange
             * @instance
             */
            RevisionRange.prototype.to = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified RevisionRange message. Does not implicitly {@link rae.v1.RevisionRange.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.RevisionRange
             * @static
             * @param {rae.v1.RevisionRange.$Properties} message RevisionRange message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RevisionRange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && (typeof message.from === "object" ? message.from.low || message.from.high : message.from !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.from);
                if (message.to != null && $Object.hasOwnProperty.call(message, "to") && (typeof message.to === "object" ? message.to.low || message.to.high : message.to !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.to);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RevisionRange message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.RevisionRange
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.RevisionRange & rae.v1.RevisionRange.$Shape} RevisionRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RevisionRange.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.RevisionRange();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.to = value;
                            else
                                delete message.to;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RevisionRange;
        })();

        v1.RosterEntry = (function() {

            /**
             * Properties of a RosterEntry.
             * @typedef {Object} rae.v1.RosterEntry.$Properties
             * @property {string|null} [sessionId] RosterEntry sessionId
             * @property {number|null} [revision] RosterEntry revision
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RosterEntry.
             * @memberof rae.v1
             * @interface IRosterEntry
             * @augments rae.v1.RosterEntry.$Properties
             * @deprecated Use rae.v1.RosterEntry.$Properties instead.
             */

            /**
             * Shape of a RosterEntry.
             * @typedef {rae.v1.RosterEntry.$Properties} rae.v1.RosterEntry.$Shape
             */

            /**
             * Constructs a new RosterEntry.
             * @memberof rae.v1
             * @classdesc Represents a RosterEntry.
             * @constructor
             * @param {rae.v1.RosterEntry.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RosterEntry = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RosterEntry sessionId.
             * @member {string} sessionId
             * @memberof rae.v1.RosterEntry
             * @instance
             */
            RosterEntry.prototype.sessionId = "";

            /**
             * RosterEntry revision.
             * @member {number} revision
             * @memberof rae.v1.RosterEntry
             * @instance
             */
            RosterEntry.prototype.revision = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified RosterEntry message. Does not implicitly {@link rae.v1.RosterEntry.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.RosterEntry
             * @static
             * @param {rae.v1.RosterEntry.$Properties} message RosterEntry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RosterEntry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sessionId != null && $Object.hasOwnProperty.call(message, "sessionId") && message.sessionId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.sessionId);
                if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && (typeof message.revision === "object" ? message.revision.low || message.revision.high : message.revision !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.revision);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RosterEntry message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.RosterEntry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.RosterEntry & rae.v1.RosterEntry.$Shape} RosterEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RosterEntry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.RosterEntry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sessionId = value;
                            else
                                delete message.sessionId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.revision = value;
                            else
                                delete message.revision;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RosterEntry;
        })();

        v1.BoxStatus = (function() {

            /**
             * Properties of a BoxStatus.
             * @typedef {Object} rae.v1.BoxStatus.$Properties
             * @property {string|null} [agentVersion] BoxStatus agentVersion
             * @property {number|null} [outboxRows] BoxStatus outboxRows
             * @property {number|null} [outboxBytes] BoxStatus outboxBytes
             * @property {number|null} [outboxLimitBytes] BoxStatus outboxLimitBytes
             * @property {Array.<rae.v1.NetworkInterface.$Properties>|null} [interfaces] BoxStatus interfaces
             * @property {Array.<rae.v1.LinkStatus.$Properties>|null} [links] BoxStatus links
             * @property {number|null} [supersededDeltas] BoxStatus supersededDeltas
             * @property {number|null} [outboxBytesPerDay] BoxStatus outboxBytesPerDay
             * @property {Array.<string>|null} [unreadableRegistries] BoxStatus unreadableRegistries
             * @property {number|null} [droppedSessions] BoxStatus droppedSessions
             * @property {rae.v1.IdentityConflict.$Properties|null} [identityConflict] BoxStatus identityConflict
             * @property {rae.v1.SeenTimes.$Properties|null} [seen] BoxStatus seen
             * @property {boolean|null} [enforcesLeases] BoxStatus enforcesLeases
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a BoxStatus.
             * @memberof rae.v1
             * @interface IBoxStatus
             * @augments rae.v1.BoxStatus.$Properties
             * @deprecated Use rae.v1.BoxStatus.$Properties instead.
             */

            /**
             * Shape of a BoxStatus.
             * @typedef {rae.v1.BoxStatus.$Properties} rae.v1.BoxStatus.$Shape
             */

            /**
             * Constructs a new BoxStatus.
             * @memberof rae.v1
             * @classdesc Represents a BoxStatus.
             * @constructor
             * @param {rae.v1.BoxStatus.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const BoxStatus = function (properties) {
                this.interfaces = [];
                this.links = [];
                this.unreadableRegistries = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * BoxStatus agentVersion.
             * @member {string} agentVersion
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.agentVersion = "";

            /**
             * BoxStatus outboxRows.
             * @member {number} outboxRows
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.outboxRows = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxStatus outboxBytes.
             * @member {number} outboxBytes
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.outboxBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxStatus outboxLimitBytes.
             * @member {number} outboxLimitBytes
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.outboxLimitBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxStatus interfaces.
             * @member {Array.<rae.v1.NetworkInterface.$Properties>} interfaces
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.interfaces = $util.emptyArray;

            /**
             * BoxStatus links.
             * @member {Array.<rae.v1.LinkStatus.$Properties>} links
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.links = $util.emptyArray;

            /**
             * BoxStatus supersededDeltas.
             * @member {number} supersededDeltas
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.supersededDeltas = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxStatus outboxBytesPerDay.
             * @member {number} outboxBytesPerDay
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.outboxBytesPerDay = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxStatus unreadableRegistries.
             * @member {Array.<string>} unreadableRegistries
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.unreadableRegistries = $util.emptyArray;

            /**
             * BoxStatus droppedSessions.
             * @member {number} droppedSessions
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.droppedSessions = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * BoxStatus identityConflict.
             * @member {rae.v1.IdentityConflict.$Properties|null|undefined} identityConflict
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.identityConflict = null;

            /**
             * BoxStatus seen.
             * @member {rae.v1.SeenTimes.$Properties|null|undefined} seen
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.seen = null;

            /**
             * BoxStatus enforcesLeases.
             * @member {boolean} enforcesLeases
             * @memberof rae.v1.BoxStatus
             * @instance
             */
            BoxStatus.prototype.enforcesLeases = false;

            /**
             * Encodes the specified BoxStatus message. Does not implicitly {@link rae.v1.BoxStatus.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.BoxStatus
             * @static
             * @param {rae.v1.BoxStatus.$Properties} message BoxStatus message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            BoxStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.agentVersion != null && $Object.hasOwnProperty.call(message, "agentVersion") && message.agentVersion !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.agentVersion);
                if (message.outboxRows != null && $Object.hasOwnProperty.call(message, "outboxRows") && (typeof message.outboxRows === "object" ? message.outboxRows.low || message.outboxRows.high : message.outboxRows !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.outboxRows);
                if (message.outboxBytes != null && $Object.hasOwnProperty.call(message, "outboxBytes") && (typeof message.outboxBytes === "object" ? message.outboxBytes.low || message.outboxBytes.high : message.outboxBytes !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.outboxBytes);
                if (message.outboxLimitBytes != null && $Object.hasOwnProperty.call(message, "outboxLimitBytes") && (typeof message.outboxLimitBytes === "object" ? message.outboxLimitBytes.low || message.outboxLimitBytes.high : message.outboxLimitBytes !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.outboxLimitBytes);
                if (message.interfaces != null && message.interfaces.length)
                    for (let i = 0; i < message.interfaces.length; ++i)
                        $root.rae.v1.NetworkInterface.encode(message.interfaces[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.links != null && message.links.length)
                    for (let i = 0; i < message.links.length; ++i)
                        $root.rae.v1.LinkStatus.encode(message.links[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.supersededDeltas != null && $Object.hasOwnProperty.call(message, "supersededDeltas") && (typeof message.supersededDeltas === "object" ? message.supersededDeltas.low || message.supersededDeltas.high : message.supersededDeltas !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.supersededDeltas);
                if (message.outboxBytesPerDay != null && $Object.hasOwnProperty.call(message, "outboxBytesPerDay") && (typeof message.outboxBytesPerDay === "object" ? message.outboxBytesPerDay.low || message.outboxBytesPerDay.high : message.outboxBytesPerDay !== 0))
                    writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.outboxBytesPerDay);
                if (message.unreadableRegistries != null && message.unreadableRegistries.length)
                    for (let i = 0; i < message.unreadableRegistries.length; ++i)
                        writer.uint32(/* id 9, wireType 2 =*/74).string(message.unreadableRegistries[i]);
                if (message.droppedSessions != null && $Object.hasOwnProperty.call(message, "droppedSessions") && (typeof message.droppedSessions === "object" ? message.droppedSessions.low || message.droppedSessions.high : message.droppedSessions !== 0))
                    writer.uint32(/* id 10, wireType 0 =*/80).uint64(message.droppedSessions);
                if (message.identityConflict != null && $Object.hasOwnProperty.call(message, "identityConflict"))
                    $root.rae.v1.IdentityConflict.encode(message.identityConflict, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                if (message.seen != null && $Object.hasOwnProperty.call(message, "seen"))
                    $root.rae.v1.SeenTimes.encode(message.seen, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.enforcesLeases != null && $Object.hasOwnProperty.call(message, "enforcesLeases") && message.enforcesLeases !== false)
                    writer.uint32(/* id 13, wireType 0 =*/104).bool(message.enforcesLeases);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a BoxStatus message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.BoxStatus
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.BoxStatus & rae.v1.BoxStatus.$Shape} BoxStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            BoxStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.BoxStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.agentVersion = value;
                            else
                                delete message.agentVersion;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.outboxRows = value;
                            else
                                delete message.outboxRows;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.outboxBytes = value;
                            else
                                delete message.outboxBytes;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.outboxLimitBytes = value;
                            else
                                delete message.outboxLimitBytes;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.interfaces && message.interfaces.length))
                                message.interfaces = [];
                            message.interfaces.push($root.rae.v1.NetworkInterface.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.links && message.links.length))
                                message.links = [];
                            message.links.push($root.rae.v1.LinkStatus.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.supersededDeltas = value;
                            else
                                delete message.supersededDeltas;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.outboxBytesPerDay = value;
                            else
                                delete message.outboxBytesPerDay;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.unreadableRegistries && message.unreadableRegistries.length))
                                message.unreadableRegistries = [];
                            message.unreadableRegistries.push(reader.stringVerify());
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.droppedSessions = value;
                            else
                                delete message.droppedSessions;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.identityConflict = $root.rae.v1.IdentityConflict.decode(reader, reader.size(), $undefined, _depth + 1, message.identityConflict);
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.seen = $root.rae.v1.SeenTimes.decode(reader, reader.size(), $undefined, _depth + 1, message.seen);
                            continue;
                        }
                    case 13: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.enforcesLeases = value;
                            else
                                delete message.enforcesLeases;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BoxStatus;
        })();

        v1.IdentityConflict = (function() {

            /**
             * Properties of an IdentityConflict.
             * @typedef {Object} rae.v1.IdentityConflict.$Properties
             * @property {number|null} [takeovers] IdentityConflict takeovers
             * @property {number|null} [sinceMs] IdentityConflict sinceMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IdentityConflict.
             * @memberof rae.v1
             * @interface IIdentityConflict
             * @augments rae.v1.IdentityConflict.$Properties
             * @deprecated Use rae.v1.IdentityConflict.$Properties instead.
             */

            /**
             * Shape of an IdentityConflict.
             * @typedef {rae.v1.IdentityConflict.$Properties} rae.v1.IdentityConflict.$Shape
             */

            /**
             * Constructs a new IdentityConflict.
             * @memberof rae.v1
             * @classdesc Represents an IdentityConflict.
             * @constructor
             * @param {rae.v1.IdentityConflict.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IdentityConflict = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * IdentityConflict takeovers.
             * @member {number} takeovers
             * @memberof rae.v1.IdentityConflict
             * @instance
             */
            IdentityConflict.prototype.takeovers = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * IdentityConflict sinceMs.
             * @member {number} sinceMs
             * @memberof rae.v1.IdentityConflict
             * @instance
             */
            IdentityConflict.prototype.sinceMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Encodes the specified IdentityConflict message. Does not implicitly {@link rae.v1.IdentityConflict.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.IdentityConflict
             * @static
             * @param {rae.v1.IdentityConflict.$Properties} message IdentityConflict message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IdentityConflict.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.takeovers != null && $Object.hasOwnProperty.call(message, "takeovers") && (typeof message.takeovers === "object" ? message.takeovers.low || message.takeovers.high : message.takeovers !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.takeovers);
                if (message.sinceMs != null && $Object.hasOwnProperty.call(message, "sinceMs") && (typeof message.sinceMs === "object" ? message.sinceMs.low || message.sinceMs.high : message.sinceMs !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).int64(message.sinceMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IdentityConflict message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.IdentityConflict
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.IdentityConflict & rae.v1.IdentityConflict.$Shape} IdentityConflict
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IdentityConflict.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.IdentityConflict();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.takeovers = value;
                            else
                                delete message.takeovers;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.sinceMs = value;
                            else
                                delete message.sinceMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return IdentityConflict;
        })();

        v1.SeenTimes = (function() {

            /**
             * Properties of a SeenTimes.
             * @typedef {Object} rae.v1.SeenTimes.$Properties
             * @property {number|null} [atMs] SeenTimes atMs
             * @property {Array.<string>|null} [names] SeenTimes names
             * @property {Array.<rae.v1.SessionSeen.$Properties>|null} [sessions] SeenTimes sessions
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SeenTimes.
             * @memberof rae.v1
             * @interface ISeenTimes
             * @augments rae.v1.SeenTimes.$Properties
             * @deprecated Use rae.v1.SeenTimes.$Properties instead.
             */

            /**
             * Shape of a SeenTimes.
             * @typedef {rae.v1.SeenTimes.$Properties} rae.v1.SeenTimes.$Shape
             */

            /**
             * Constructs a new SeenTimes.
             * @memberof rae.v1
             * @classdesc Represents a SeenTimes.
             * @constructor
             * @param {rae.v1.SeenTimes.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SeenTimes = function (properties) {
                this.names = [];
                this.sessions = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SeenTimes atMs.
             * @member {number} atMs
             * @memberof rae.v1.SeenTimes
             * @instance
             */
            SeenTimes.prototype.atMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * SeenTimes names.
             * @member {Array.<string>} names
             * @memberof rae.v1.SeenTimes
             * @instance
             */
            SeenTimes.prototype.names = $util.emptyArray;

            /**
             * SeenTimes sessions.
             * @member {Array.<rae.v1.SessionSeen.$Properties>} sessions
             * @memberof rae.v1.SeenTimes
             * @instance
             */
            SeenTimes.prototype.sessions = $util.emptyArray;

            /**
             * Encodes the specified SeenTimes message. Does not implicitly {@link rae.v1.SeenTimes.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.SeenTimes
             * @static
             * @param {rae.v1.SeenTimes.$Properties} message SeenTimes message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SeenTimes.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.atMs != null && $Object.hasOwnProperty.call(message, "atMs") && (typeof message.atMs === "object" ? message.atMs.low || message.atMs.high : message.atMs !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.atMs);
                if (message.names != null && message.names.length)
                    for (let i = 0; i < message.names.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.names[i]);
                if (message.sessions != null && message.sessions.length)
                    for (let i = 0; i < message.sessions.length; ++i)
                        $root.rae.v1.SessionSeen.encode(message.sessions[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SeenTimes message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.SeenTimes
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.SeenTimes & rae.v1.SeenTimes.$Shape} SeenTimes
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SeenTimes.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.SeenTimes();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.atMs = value;
                            else
                                delete message.atMs;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.names && message.names.length))
                                message.names = [];
                            message.names.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.sessions && message.sessions.length))
                                message.sessions = [];
                            message.sessions.push($root.rae.v1.SessionSeen.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SeenTimes;
        })();

        v1.SessionSeen = (function() {

            /**
             * Properties of a SessionSeen.
             * @typedef {Object} rae.v1.SessionSeen.$Properties
             * @property {Uint8Array|null} [sessionId] SessionSeen sessionId
             * @property {number|null} [revision] SessionSeen revision
             * @property {number|null} [ageMs] SessionSeen ageMs
             * @property {Array.<rae.v1.SeenOthers.$Properties>|null} [others] SessionSeen others
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SessionSeen.
             * @memberof rae.v1
             * @interface ISessionSeen
             * @augments rae.v1.SessionSeen.$Properties
             * @deprecated Use rae.v1.SessionSeen.$Properties instead.
             */

            /**
             * Shape of a SessionSeen.
             * @typedef {rae.v1.SessionSeen.$Properties} rae.v1.SessionSeen.$Shape
             */

            /**
             * Constructs a new SessionSeen.
             * @memberof rae.v1
             * @classdesc Represents a SessionSeen.
             * @constructor
             * @param {rae.v1.SessionSeen.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SessionSeen = function (properties) {
                this.others = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SessionSeen sessionId.
             * @member {Uint8Array} sessionId
             * @memberof rae.v1.SessionSeen
             * @instance
             */
            SessionSeen.prototype.sessionId = $util.newBuffer([]);

            /**
             * SessionSeen revision.
             * @member {number} revision
             * @memberof rae.v1.SessionSeen
             * @instance
             */
            SessionSeen.prototype.revision = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SessionSeen ageMs.
             * @member {number} ageMs
             * @memberof rae.v1.SessionSeen
             * @instance
             */
            SessionSeen.prototype.ageMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SessionSeen others.
             * @member {Array.<rae.v1.SeenOthers.$Properties>} others
             * @memberof rae.v1.SessionSeen
             * @instance
             */
            SessionSeen.prototype.others = $util.emptyArray;

            /**
             * Encodes the specified SessionSeen message. Does not implicitly {@link rae.v1.SessionSeen.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.SessionSeen
             * @static
             * @param {rae.v1.SessionSeen.$Properties} message SessionSeen message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SessionSeen.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sessionId != null && $Object.hasOwnProperty.call(message, "sessionId") && message.sessionId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.sessionId);
                if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && (typeof message.revision === "object" ? message.revision.low || message.revision.high : message.revision !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.revision);
                if (message.ageMs != null && $Object.hasOwnProperty.call(message, "ageMs") && (typeof message.ageMs === "object" ? message.ageMs.low || message.ageMs.high : message.ageMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.ageMs);
                if (message.others != null && message.others.length)
                    for (let i = 0; i < message.others.length; ++i)
                        $root.rae.v1.SeenOthers.encode(message.others[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SessionSeen message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.SessionSeen
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.SessionSeen & rae.v1.SessionSeen.$Shape} SessionSeen
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SessionSeen.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.SessionSeen();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sessionId = value;
                            else
                                delete message.sessionId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.revision = value;
                            else
                                delete message.revision;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.ageMs = value;
                            else
                                delete message.ageMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.others && message.others.length))
                                message.others = [];
                            message.others.push($root.rae.v1.SeenOthers.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SessionSeen;
        })();

        v1.SeenOthers = (function() {

            /**
             * Properties of a SeenOthers.
             * @typedef {Object} rae.v1.SeenOthers.$Properties
             * @property {number|null} [ageMs] SeenOthers ageMs
             * @property {Array.<number>|null} [names] SeenOthers names
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SeenOthers.
             * @memberof rae.v1
             * @interface ISeenOthers
             * @augments rae.v1.SeenOthers.$Properties
             * @deprecated Use rae.v1.SeenOthers.$Properties instead.
             */

            /**
             * Shape of a SeenOthers.
             * @typedef {rae.v1.SeenOthers.$Properties} rae.v1.SeenOthers.$Shape
             */

            /**
             * Constructs a new SeenOthers.
             * @memberof rae.v1
             * @classdesc Represents a SeenOthers.
             * @constructor
             * @param {rae.v1.SeenOthers.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SeenOthers = function (properties) {
                this.names = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SeenOthers ageMs.
             * @member {number} ageMs
             * @memberof rae.v1.SeenOthers
             * @instance
             */
            SeenOthers.prototype.ageMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SeenOthers names.
             * @member {Array.<number>} names
             * @memberof rae.v1.SeenOthers
             * @instance
             */
            SeenOthers.prototype.names = $util.emptyArray;

            /**
             * Encodes the specified SeenOthers message. Does not implicitly {@link rae.v1.SeenOthers.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.SeenOthers
             * @static
             * @param {rae.v1.SeenOthers.$Properties} message SeenOthers message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SeenOthers.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ageMs != null && $Object.hasOwnProperty.call(message, "ageMs") && (typeof message.ageMs === "object" ? message.ageMs.low || message.ageMs.high : message.ageMs !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.ageMs);
                if (message.names != null && message.names.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).uint32s(message.names);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SeenOthers message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.SeenOthers
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.SeenOthers & rae.v1.SeenOthers.$Shape} SeenOthers
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SeenOthers.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.SeenOthers();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.ageMs = value;
                            else
                                delete message.ageMs;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.names && message.names.length))
                                    message.names = [];
                                reader.uint32s(message.names);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.names && message.names.length))
                                message.names = [];
                            message.names.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SeenOthers;
        })();

        v1.NetworkInterface = (function() {

            /**
             * Properties of a NetworkInterface.
             * @typedef {Object} rae.v1.NetworkInterface.$Properties
             * @property {string|null} [name] NetworkInterface name
             * @property {Array.<string>|null} [addresses] NetworkInterface addresses
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a NetworkInterface.
             * @memberof rae.v1
             * @interface INetworkInterface
             * @augments rae.v1.NetworkInterface.$Properties
             * @deprecated Use rae.v1.NetworkInterface.$Properties instead.
             */

            /**
             * Shape of a NetworkInterface.
             * @typedef {rae.v1.NetworkInterface.$Properties} rae.v1.NetworkInterface.$Shape
             */

            /**
             * Constructs a new NetworkInterface.
             * @memberof rae.v1
             * @classdesc Represents a NetworkInterface.
             * @constructor
             * @param {rae.v1.NetworkInterface.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const NetworkInterface = function (properties) {
                this.addresses = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * NetworkInterface name.
             * @member {string} name
             * @memberof rae.v1.NetworkInterface
             * @instance
             */
            NetworkInterface.prototype.name = "";

            /**
             * NetworkInterface addresses.
             * @member {Array.<string>} addresses
             * @memberof rae.v1.NetworkInterface
             * @instance
             */
            NetworkInterface.prototype.addresses = $util.emptyArray;

            /**
             * Encodes the specified NetworkInterface message. Does not implicitly {@link rae.v1.NetworkInterface.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.NetworkInterface
             * @static
             * @param {rae.v1.NetworkInterface.$Properties} message NetworkInterface message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            NetworkInterface.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.addresses != null && message.addresses.length)
                    for (let i = 0; i < message.addresses.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.addresses[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a NetworkInterface message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.NetworkInterface
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.NetworkInterface & rae.v1.NetworkInterface.$Shape} NetworkInterface
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            NetworkInterface.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.NetworkInterface();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.addresses && message.addresses.length))
                                message.addresses = [];
                            message.addresses.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return NetworkInterface;
        })();

        v1.LinkStatus = (function() {

            /**
             * Properties of a LinkStatus.
             * @typedef {Object} rae.v1.LinkStatus.$Properties
             * @property {string|null} [id] LinkStatus id
             * @property {string|null} [state] LinkStatus state
             * @property {string|null} [detail] LinkStatus detail
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a LinkStatus.
             * @memberof rae.v1
             * @interface ILinkStatus
             * @augments rae.v1.LinkStatus.$Properties
             * @deprecated Use rae.v1.LinkStatus.$Properties instead.
             */

            /**
             * Shape of a LinkStatus.
             * @typedef {rae.v1.LinkStatus.$Properties} rae.v1.LinkStatus.$Shape
             */

            /**
             * Constructs a new LinkStatus.
             * @memberof rae.v1
             * @classdesc Represents a LinkStatus.
             * @constructor
             * @param {rae.v1.LinkStatus.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const LinkStatus = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * LinkStatus id.
             * @member {string} id
             * @memberof rae.v1.LinkStatus
             * @instance
             */
            LinkStatus.prototype.id = "";

            /**
             * LinkStatus state.
             * @member {string} state
             * @memberof rae.v1.LinkStatus
             * @instance
             */
            LinkStatus.prototype.state = "";

            /**
             * LinkStatus detail.
             * @member {string} detail
             * @memberof rae.v1.LinkStatus
             * @instance
             */
            LinkStatus.prototype.detail = "";

            /**
             * Encodes the specified LinkStatus message. Does not implicitly {@link rae.v1.LinkStatus.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.LinkStatus
             * @static
             * @param {rae.v1.LinkStatus.$Properties} message LinkStatus message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            LinkStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.state);
                if (message.detail != null && $Object.hasOwnProperty.call(message, "detail") && message.detail !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.detail);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a LinkStatus message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.LinkStatus
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.LinkStatus & rae.v1.LinkStatus.$Shape} LinkStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            LinkStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.LinkStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.detail = value;
                            else
                                delete message.detail;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LinkStatus;
        })();

        v1.Lease = (function() {

            /**
             * Properties of a Lease.
             * @typedef {Object} rae.v1.Lease.$Properties
             * @property {string|null} [leaseId] Lease leaseId
             * @property {number|null} [version] Lease version
             * @property {number|null} [state] Lease state
             * @property {string|null} [owner] Lease owner
             * @property {string|null} [holder] Lease holder
             * @property {string|null} [purpose] Lease purpose
             * @property {number|null} [priority] Lease priority
             * @property {string|null} [requestJson] Lease requestJson
             * @property {number|null} [ttlMs] Lease ttlMs
             * @property {number|null} [askedAtMs] Lease askedAtMs
             * @property {number|null} [untilMs] Lease untilMs
             * @property {number|null} [latestMs] Lease latestMs
             * @property {number|null} [grantedAtMs] Lease grantedAtMs
             * @property {Array.<rae.v1.LeasedDevice.$Properties>|null} [devices] Lease devices
             * @property {rae.v1.LeaseEnd.$Properties|null} [ended] Lease ended
             * @property {string|null} [tenant] Lease tenant
             * @property {boolean|null} [platform] Lease platform
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Lease.
             * @memberof rae.v1
             * @interface ILease
             * @augments rae.v1.Lease.$Properties
             * @deprecated Use rae.v1.Lease.$Properties instead.
             */

            /**
             * Shape of a Lease.
             * @typedef {rae.v1.Lease.$Properties} rae.v1.Lease.$Shape
             */

            /**
             * Constructs a new Lease.
             * @memberof rae.v1
             * @classdesc Represents a Lease.
             * @constructor
             * @param {rae.v1.Lease.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Lease = function (properties) {
                this.devices = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Lease leaseId.
             * @member {string} leaseId
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.leaseId = "";

            /**
             * Lease version.
             * @member {number} version
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.version = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Lease state.
             * @member {number} state
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.state = 0;

            /**
             * Lease owner.
             * @member {string} owner
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.owner = "";

            /**
             * Lease holder.
             * @member {string} holder
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.holder = "";

            /**
             * Lease purpose.
             * @member {string} purpose
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.purpose = "";

            /**
             * Lease priority.
             * @member {number} priority
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.priority = 0;

            /**
             * Lease requestJson.
             * @member {string} requestJson
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.requestJson = "";

            /**
             * Lease ttlMs.
             * @member {number} ttlMs
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.ttlMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Lease askedAtMs.
             * @member {number} askedAtMs
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.askedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Lease untilMs.
             * @member {number} untilMs
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.untilMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Lease latestMs.
             * @member {number} latestMs
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.latestMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Lease grantedAtMs.
             * @member {number} grantedAtMs
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.grantedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Lease devices.
             * @member {Array.<rae.v1.LeasedDevice.$Properties>} devices
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.devices = $util.emptyArray;

            /**
             * Lease ended.
             * @member {rae.v1.LeaseEnd.$Properties|null|undefined} ended
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.ended = null;

            /**
             * Lease tenant.
             * @member {string} tenant
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.tenant = "";

            /**
             * Lease platform.
             * @member {boolean} platform
             * @memberof rae.v1.Lease
             * @instance
             */
            Lease.prototype.platform = false;

            /**
             * Encodes the specified Lease message. Does not implicitly {@link rae.v1.Lease.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.Lease
             * @static
             * @param {rae.v1.Lease.$Properties} message Lease message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Lease.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.leaseId != null && $Object.hasOwnProperty.call(message, "leaseId") && message.leaseId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.leaseId);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.version);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.state);
                if (message.owner != null && $Object.hasOwnProperty.call(message, "owner") && message.owner !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.owner);
                if (message.holder != null && $Object.hasOwnProperty.call(message, "holder") && message.holder !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.holder);
                if (message.purpose != null && $Object.hasOwnProperty.call(message, "purpose") && message.purpose !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.purpose);
                if (message.priority != null && $Object.hasOwnProperty.call(message, "priority") && message.priority !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.priority);
                if (message.requestJson != null && $Object.hasOwnProperty.call(message, "requestJson") && message.requestJson !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.requestJson);
                if (message.ttlMs != null && $Object.hasOwnProperty.call(message, "ttlMs") && (typeof message.ttlMs === "object" ? message.ttlMs.low || message.ttlMs.high : message.ttlMs !== 0))
                    writer.uint32(/* id 9, wireType 0 =*/72).uint64(message.ttlMs);
                if (message.askedAtMs != null && $Object.hasOwnProperty.call(message, "askedAtMs") && (typeof message.askedAtMs === "object" ? message.askedAtMs.low || message.askedAtMs.high : message.askedAtMs !== 0))
                    writer.uint32(/* id 10, wireType 0 =*/80).int64(message.askedAtMs);
                if (message.untilMs != null && $Object.hasOwnProperty.call(message, "untilMs") && (typeof message.untilMs === "object" ? message.untilMs.low || message.untilMs.high : message.untilMs !== 0))
                    writer.uint32(/* id 11, wireType 0 =*/88).int64(message.untilMs);
                if (message.latestMs != null && $Object.hasOwnProperty.call(message, "latestMs") && (typeof message.latestMs === "object" ? message.latestMs.low || message.latestMs.high : message.latestMs !== 0))
                    writer.uint32(/* id 12, wireType 0 =*/96).int64(message.latestMs);
                if (message.grantedAtMs != null && $Object.hasOwnProperty.call(message, "grantedAtMs") && (typeof message.grantedAtMs === "object" ? message.grantedAtMs.low || message.grantedAtMs.high : message.grantedAtMs !== 0))
                    writer.uint32(/* id 13, wireType 0 =*/104).int64(message.grantedAtMs);
                if (message.devices != null && message.devices.length)
                    for (let i = 0; i < message.devices.length; ++i)
                        $root.rae.v1.LeasedDevice.encode(message.devices[i], writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
                if (message.ended != null && $Object.hasOwnProperty.call(message, "ended"))
                    $root.rae.v1.LeaseEnd.encode(message.ended, writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
                if (message.tenant != null && $Object.hasOwnProperty.call(message, "tenant") && message.tenant !== "")
                    writer.uint32(/* id 16, wireType 2 =*/130).string(message.tenant);
                if (message.platform != null && $Object.hasOwnProperty.call(message, "platform") && message.platform !== false)
                    writer.uint32(/* id 17, wireType 0 =*/136).bool(message.platform);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Lease message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.Lease
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.Lease & rae.v1.Lease.$Shape} Lease
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Lease.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.Lease();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.leaseId = value;
                            else
                                delete message.leaseId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.owner = value;
                            else
                                delete message.owner;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.holder = value;
                            else
                                delete message.holder;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.purpose = value;
                            else
                                delete message.purpose;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.priority = value;
                            else
                                delete message.priority;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.requestJson = value;
                            else
                                delete message.requestJson;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.ttlMs = value;
                            else
                                delete message.ttlMs;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.askedAtMs = value;
                            else
                                delete message.askedAtMs;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.untilMs = value;
                            else
                                delete message.untilMs;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.latestMs = value;
                            else
                                delete message.latestMs;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.grantedAtMs = value;
                            else
                                delete message.grantedAtMs;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            if (!(message.devices && message.devices.length))
                                message.devices = [];
                            message.devices.push($root.rae.v1.LeasedDevice.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            message.ended = $root.rae.v1.LeaseEnd.decode(reader, reader.size(), $undefined, _depth + 1, message.ended);
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.tenant = value;
                            else
                                delete message.tenant;
                            continue;
                        }
                    case 17: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.platform = value;
                            else
                                delete message.platform;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Lease;
        })();

        v1.LeasedDevice = (function() {

            /**
             * Properties of a LeasedDevice.
             * @typedef {Object} rae.v1.LeasedDevice.$Properties
             * @property {string|null} [sessionId] LeasedDevice sessionId
             * @property {string|null} [boxId] LeasedDevice boxId
             * @property {number|null} [token] LeasedDevice token
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a LeasedDevice.
             * @memberof rae.v1
             * @interface ILeasedDevice
             * @augments rae.v1.LeasedDevice.$Properties
             * @deprecated Use rae.v1.LeasedDevice.$Properties instead.
             */

            /**
             * Shape of a LeasedDevice.
             * @typedef {rae.v1.LeasedDevice.$Properties} rae.v1.LeasedDevice.$Shape
             */

            /**
             * Constructs a new LeasedDevice.
             * @memberof rae.v1
             * @classdesc Represents a LeasedDevice.
             * @constructor
             * @param {rae.v1.LeasedDevice.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const LeasedDevice = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * LeasedDevice sessionId.
             * @member {string} sessionId
             * @memberof rae.v1.LeasedDevice
             * @instance
             */
            LeasedDevice.prototype.sessionId = "";

            /**
             * LeasedDevice boxId.
             * @member {string} boxId
             * @memberof rae.v1.LeasedDevice
             * @instance
             */
            LeasedDevice.prototype.boxId = "";

            /**
             * LeasedDevice token.
             * @member {number} token
             * @memberof rae.v1.LeasedDevice
             * @instance
             */
            LeasedDevice.prototype.token = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified LeasedDevice message. Does not implicitly {@link rae.v1.LeasedDevice.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.LeasedDevice
             * @static
             * @param {rae.v1.LeasedDevice.$Properties} message LeasedDevice message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            LeasedDevice.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sessionId != null && $Object.hasOwnProperty.call(message, "sessionId") && message.sessionId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.sessionId);
                if (message.boxId != null && $Object.hasOwnProperty.call(message, "boxId") && message.boxId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.boxId);
                if (message.token != null && $Object.hasOwnProperty.call(message, "token") && (typeof message.token === "object" ? message.token.low || message.token.high : message.token !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.token);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a LeasedDevice message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.LeasedDevice
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.LeasedDevice & rae.v1.LeasedDevice.$Shape} LeasedDevice
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            LeasedDevice.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.LeasedDevice();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sessionId = value;
                            else
                                delete message.sessionId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.boxId = value;
                            else
                                delete message.boxId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.token = value;
                            else
                                delete message.token;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LeasedDevice;
        })();

        v1.LeaseEnd = (function() {

            /**
             * Properties of a LeaseEnd.
             * @typedef {Object} rae.v1.LeaseEnd.$Properties
             * @property {string|null} [reason] LeaseEnd reason
             * @property {number|null} [atMs] LeaseEnd atMs
             * @property {string|null} [by] LeaseEnd by
             * @property {string|null} [detail] LeaseEnd detail
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a LeaseEnd.
             * @memberof rae.v1
             * @interface ILeaseEnd
             * @augments rae.v1.LeaseEnd.$Properties
             * @deprecated Use rae.v1.LeaseEnd.$Properties instead.
             */

            /**
             * Shape of a LeaseEnd.
             * @typedef {rae.v1.LeaseEnd.$Properties} rae.v1.LeaseEnd.$Shape
             */

            /**
             * Constructs a new LeaseEnd.
             * @memberof rae.v1
             * @classdesc Represents a LeaseEnd.
             * @constructor
             * @param {rae.v1.LeaseEnd.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const LeaseEnd = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * LeaseEnd reason.
             * @member {string} reason
             * @memberof rae.v1.LeaseEnd
             * @instance
             */
            LeaseEnd.prototype.reason = "";

            /**
             * LeaseEnd atMs.
             * @member {number} atMs
             * @memberof rae.v1.LeaseEnd
             * @instance
             */
            LeaseEnd.prototype.atMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * LeaseEnd by.
             * @member {string} by
             * @memberof rae.v1.LeaseEnd
             * @instance
             */
            LeaseEnd.prototype.by = "";

            /**
             * LeaseEnd detail.
             * @member {string} detail
             * @memberof rae.v1.LeaseEnd
             * @instance
             */
            LeaseEnd.prototype.detail = "";

            /**
             * Encodes the specified LeaseEnd message. Does not implicitly {@link rae.v1.LeaseEnd.verify|verify} messages.
             * @function encode
             * @memberof rae.v1.LeaseEnd
             * @static
             * @param {rae.v1.LeaseEnd.$Properties} message LeaseEnd message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            LeaseEnd.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
                if (message.atMs != null && $Object.hasOwnProperty.call(message, "atMs") && (typeof message.atMs === "object" ? message.atMs.low || message.atMs.high : message.atMs !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).int64(message.atMs);
                if (message.by != null && $Object.hasOwnProperty.call(message, "by") && message.by !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.by);
                if (message.detail != null && $Object.hasOwnProperty.call(message, "detail") && message.detail !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.detail);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a LeaseEnd message from the specified reader or buffer.
             * @function decode
             * @memberof rae.v1.LeaseEnd
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {rae.v1.LeaseEnd & rae.v1.LeaseEnd.$Shape} LeaseEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            LeaseEnd.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.rae.v1.LeaseEnd();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.atMs = value;
                            else
                                delete message.atMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.by = value;
                            else
                                delete message.by;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.detail = value;
                            else
                                delete message.detail;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LeaseEnd;
        })();

        return v1;
    })();

    return rae;
})();

export {
  $root as default
};
