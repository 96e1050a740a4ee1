// === rest
interface Thing {
    /** Of anything. */
    id?: string;
    colour?: string;
}
interface Door extends Thing {
    /** Of doors. */
    colour?: string;
    width?: number;
}
interface OpenDoorRequest {
    door?: Door;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
