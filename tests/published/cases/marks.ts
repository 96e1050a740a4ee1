// === rest
interface Keeper {
    /** @readonly */
    name?: string;
}
interface OpenDoorRequest {
    /** @readonly */
    number?: number;
    /** @immutable */
    place?: string;
    /**
     * @immutable
     * @readonly
     */
    createdBy?: Keeper;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
