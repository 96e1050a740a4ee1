// === rest
interface Door$1 {
    width?: number;
}
interface Door {
    height?: number;
}
interface OpenDoorRequest {
    door?: Door$1;
    gate?: Door;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
