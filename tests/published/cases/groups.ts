// === rest
interface Door extends DoorMeasureOneOf, DoorLockOneOf {
    /** In centimetres. */
    width?: number;
    /** How it feels. */
    feeling?: string;
    key?: string;
    name?: string;
}
/** @oneof */
interface DoorMeasureOneOf {
    /** In centimetres. */
    width?: number;
    /** How it feels. */
    feeling?: string;
}
/** @oneof */
interface DoorLockOneOf {
    key?: string;
    /** @internal */
    spell?: string;
}
interface OpenDoorRequest {
    door?: Door;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
