// === rest
/** Of what kind it is. */
declare enum Kind {
    UNKNOWN = "UNKNOWN",
    /** One swings. */
    SWINGING = "SWINGING",
    /**
     * One turns.
     * @documentationMaturity preview
     */
    REVOLVING = "REVOLVING"
}
/** @enumType */
type KindWithLiterals = Kind | 'UNKNOWN' | 'SWINGING' | 'REVOLVING';
type Alias = KindWithLiterals[];
interface OpenDoorRequest {
    kind?: KindWithLiterals;
    kinds?: KindWithLiterals[];
    first?: Kind | null;
    own?: 'A' | 'B';
    alias?: Alias;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
