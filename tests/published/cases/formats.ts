// === rest
interface OpenDoorRequest {
    /** @format GUID */
    doorId?: string;
    /** @format EMAIL */
    keeper?: string;
    /**
     * Where it is painted.
     * @format WEB_URL
     */
    pictures?: string[];
    /** @format LANGUAGE_TAG */
    languages?: Record<string, string>;
    /** @format GUID */
    twins?: string[] | null;
    /** @format date-time */
    openedAt?: Date | null;
    /** @format BAD FORMAT */
    odd?: string;
    day?: Date;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
