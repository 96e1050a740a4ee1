// === rest
interface Secret {
    word?: string;
}
declare enum Kind {
    OPEN = "OPEN",
    /** @internal */
    TRAP = "TRAP",
    /** @hidden */
    SLIDE = "SLIDE"
}
interface OpenDoorRequest {
    /** @internal */
    secret?: Secret;
    /** @hidden */
    trick?: string;
    plain?: string;
    kind?: Kind;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
