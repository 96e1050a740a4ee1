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
interface DoorOpenedEnvelope {
    data: Door;
    metadata: EventMetadata;
}
/**
 * It happened.
 * @webhook
 * @eventType not an event type
 * @slug opened
 */
declare function onDoorOpened(handler: (event: DoorOpenedEnvelope) => void | Promise<void>): void;
/** @eventType wix.shop.v1.none */
declare function onNothing(handler: () => void): void;
/** Without a type. */
declare function onDoor(handler: () => void): void;
/** @eventType wix.shop.v1.on */
declare function on(handler: () => void): void;
interface DoorShutEnvelope {
    data: Door;
    metadata: EventMetadata;
}
/**
 * It happened.
 * @webhook
 * @eventType wix.shop.v1.doorshut
 * @slug shut
 */
declare function onDoorShut(handler: (event: DoorShutEnvelope) => void | Promise<void>): void;
