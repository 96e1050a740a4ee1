// === rest
interface Door extends DoorWidthOneOf {
    width?: number;
    feeling?: string;
}
interface DoorWidthOneOf {
    width?: number;
    feeling?: string;
}
interface OpenDoorRequest {
    door?: Door;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
