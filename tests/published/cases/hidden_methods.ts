// === rest
interface OpenDoorRequest {
    doorId?: string;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
// === sdk
/**
 * @internal
 * @fqn wix.shop.v1.Doors.OpenDoor
 */
declare function openDoor(doorId: string): Promise<void>;
