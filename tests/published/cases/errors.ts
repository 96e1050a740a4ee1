// === rest
interface OpenDoorRequest {
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
// === sdk
/** @fqn wix.shop.v1.Doors.OpenDoor */
declare function openDoor(): Promise<OpenDoorResponse & {
    __applicationErrorsType?: OpenDoorApplicationErrors;
}>;
/** @docsIgnore */
type OpenDoorApplicationErrors = {
    code?: 'DOOR_LOCKED';
    description?: string;
    data?: Record<string, any>;
} | {
    code?: 'NO_KEY';
    description?: string;
    data?: Key;
} | {
    code?: 'not a code';
} | {
    description?: 'NO_CODE';
};
