// === rest
interface Door {
    id?: string;
}
interface OpenDoorRequest {
    doorId?: string;
    door?: Door;
    reason?: string;
}
interface OpenDoorResponse {
    door?: Door;
    noise?: string;
}
interface CloseDoorRequest {
    doorId?: string;
}
interface CloseDoorResponse {
    door?: Door;
}
interface CountDoorsRequest {
}
interface CountDoorsResponse {
    count?: number;
}
interface NameDoorRequest {
}
interface NameDoorResponse {
    /** @format GUID */
    id?: string;
    count?: number;
}
interface FindDoorRequest {
}
interface FindDoorResponse {
    door?: Door;
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
declare function closeDoor(): __PublicMethodMetaInfo<'POST', {}, CloseDoorRequest$1, CloseDoorRequest, CloseDoorResponse$1, CloseDoorResponse>;
declare function countDoors(): __PublicMethodMetaInfo<'POST', {}, CountDoorsRequest$1, CountDoorsRequest, CountDoorsResponse$1, CountDoorsResponse>;
declare function findDoor(): __PublicMethodMetaInfo<'POST', {}, FindDoorRequest$1, FindDoorRequest, FindDoorResponse$1, FindDoorResponse>;
declare function nameDoor(): __PublicMethodMetaInfo<'POST', {}, NameDoorRequest$1, NameDoorRequest, NameDoorResponse$1, NameDoorResponse>;
// === sdk
/** @fqn wix.shop.v1.Doors.NameDoor */
declare function nameDoor(): Promise<string>;
/**
 * Opens it.
 * @param doorId - Which one.
 * @fqn wix.shop.v1.Doors.OpenDoor
 */
declare function open(doorId: string, options?: OpenOptions): Promise<NonNullablePaths<Door, `id`, 2>>;
interface OpenOptions extends OpenMore {
    reason?: string;
}
interface OpenMore {
    /** A door. */
    door?: Door;
}
/** @fqn wix.shop.v1.Doors.CloseDoor */
declare function closeDoor(doorId: string): Promise<void>;
/** @fqn wix.shop.v1.Doors.CountDoors */
declare function countDoors(): Promise<CountDoorsResponse & { __applicationErrorsType?: CountDoorsApplicationErrors }>;
/** @fqn wix.shop.v1.Doors.FindDoor */
declare function typedFindDoor(): Promise<FindDoorResponse>;
/**
 * @internal
 * @fqn wix.shop.v1.Doors.FindDoor
 */
declare function hiddenFindDoor(): Promise<FindDoorResponse>;
