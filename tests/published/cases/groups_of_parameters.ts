// === rest
interface OpenDoorRequestMeansOneOf {
    code?: string;
    key?: string;
}
interface OpenDoorRequest extends OpenDoorRequestMeansOneOf {
    door?: string;
    code?: string;
    key?: string;
}
interface OpenDoorResponseResultOneOf {
    noise?: string;
}
interface OpenDoorResponse extends OpenDoorResponseResultOneOf {
    noise?: string;
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
