// === rest
interface Door {
    inner?: Door;
    others?: Door[];
    byName?: Record<string, Door>;
    frame?: Frame;
}
interface Frame {
    door?: Door;
}
interface OpenDoorRequest {
    door?: Door;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
