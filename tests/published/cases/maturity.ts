// === rest
/** @documentationMaturity developer_preview */
interface Key {
    /** @documentationMaturity no such word! */
    form?: string;
}
interface OpenDoorRequest {
    /** @documentationMaturity preview */
    key?: Key;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
