// === rest
// === sdk
interface EventMetadata extends BaseEventMetadata {
    _id?: string;
    entityId?: string;
}
interface BaseEventMetadata {
    instanceId?: string;
    eventType?: string;
}
interface Door {
    id?: string;
    width?: number;
}
interface Noise {
    loudness?: number;
}
interface DoorCreatedEnvelope {
    entity: Door;
    metadata: EventMetadata;
}
/**
 * It happened.
 * @permissionScope Read Doors
 * @permissionScopeId SCOPE.DOORS.READ
 * @permissionId DOORS.READ
 * @webhook
 * @eventType wix.shop.v1.doorcreated
 * @slug created
 */
declare function onDoorCreated(handler: (event: DoorCreatedEnvelope) => void | Promise<void>): void;
interface DoorUpdatedEnvelope {
    entity: Door;
    metadata: EventMetadata;
    /** @hidden */
    modifiedFields: Record<string, any>;
}
/**
 * It happened.
 * @webhook
 * @eventType wix.shop.v1.doorupdated
 * @slug updated
 */
declare function onDoorUpdated(handler: (event: DoorUpdatedEnvelope) => void | Promise<void>): void;
interface DoorDeletedEnvelope {
    metadata: EventMetadata;
}
/**
 * It happened.
 * @webhook
 * @eventType wix.shop.v1.doordeleted
 * @slug deleted
 */
declare function onDoorDeleted(handler: (event: DoorDeletedEnvelope) => void | Promise<void>): void;
interface DoorOpenedEnvelope {
    data: Noise;
    metadata: EventMetadata;
}
/**
 * It happened.
 * @documentationMaturity preview
 * @webhook
 * @eventType wix.shop.v1.dooropened
 * @slug opened
 */
declare function onDoorOpened(handler: (event: DoorOpenedEnvelope) => void | Promise<void>): void;
interface DoorShutEnvelope {
    entity: Door;
    metadata: EventMetadata;
}
/**
 * It happened.
 * @webhook
 * @eventType wix.shop.v1.doorshut
 * @slug shut
 */
declare function onDoorShut(handler: (event: DoorShutEnvelope) => void | Promise<void>): void;
interface DoorMovedEnvelope {
    data: Noise;
    metadata: EventMetadata;
}
/**
 * It happened.
 * @webhook
 * @eventType wix.shop.v1.doormoved
 * @slug created
 */
declare function onDoorMoved(handler: (event: DoorMovedEnvelope) => void | Promise<void>): void;
interface DoorSeenEnvelope {
    metadata: EventMetadata;
}
/**
 * It happened.
 * @webhook
 * @eventType wix.shop.v1.doorseen
 * @slug seen
 */
declare function onDoorSeen(handler: (event: DoorSeenEnvelope) => void | Promise<void>): void;
interface DoorHeardEnvelope {
    data: string;
    metadata: EventMetadata;
}
/**
 * It happened.
 * @deprecated
 * @targetRemovalDate 2027-05-01
 * @webhook
 * @eventType wix.shop.v1.doorheard
 * @slug heard
 */
declare function onDoorHeard(handler: (event: DoorHeardEnvelope) => void | Promise<void>): void;
interface DoorLostEnvelope {
    data: Noise;
    metadata: EventMetadata;
}
/**
 * It happened.
 * @webhook
 * @eventType wix.shop.v1.doorlost
 */
declare function onDoorLost(handler: (event: DoorLostEnvelope) => void | Promise<void>): void;
