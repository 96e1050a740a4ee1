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
interface Noise {
    loudness?: number;
}
interface DoorOpenedEnvelope {
    data: Noise;
    metadata: BaseEventMetadata;
}
/**
 * It happened.
 * @webhook
 * @eventType wix.shop.v1.dooropened
 * @slug opened
 */
declare function onDoorOpened(handler: (event: DoorOpenedEnvelope) => void | Promise<void>): void;
interface DoorGoneEnvelope {
    metadata: BaseEventMetadata;
}
/**
 * It happened.
 * @webhook
 * @eventType wix.shop.v1.doorgone
 * @slug deleted
 */
declare function onDoorGone(handler: (event: DoorGoneEnvelope) => void | Promise<void>): void;
