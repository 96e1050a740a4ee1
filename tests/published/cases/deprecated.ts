// === rest
/** @deprecated */
declare enum Size {
    SMALL = "SMALL",
    /**
     * Too small.
     * @deprecated
     * @replacedBy SMALL
     * @targetRemovalDate 2027-02-28
     */
    TINY = "TINY"
}
interface OpenDoorRequest {
    /**
     * The old name.
     * @deprecated The old name.
     * @replacedBy title
     * @targetRemovalDate 2027-01-31
     */
    name?: string;
    title?: string;
    /** @deprecated */
    size?: Size;
    /**
     * @deprecated
     * @replacedBy wix.shop.v1.Door.full_title
     * @targetRemovalDate soon
     */
    label?: string;
    fullTitle?: string;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
// === sdk
/**
 * Opens a door.
 * @deprecated Use openGate.
 * @replacedBy wix.shop.v1.Gates.OpenGate
 * @targetRemovalDate 2027-03-31
 * @fqn wix.shop.v1.Doors.OpenDoor
 */
declare function openDoor(): Promise<OpenDoorResponse>;
