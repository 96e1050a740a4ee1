// === rest
interface _String {
    value?: string;
}
interface String {
    text?: string;
}
interface _Map {
    value?: string;
}
interface _9Lives {
    left?: number;
}
interface OpenDoorRequest {
    words?: _String[];
    texts?: String[];
    map?: _Map;
    odd?: _9Lives;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
