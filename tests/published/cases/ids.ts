// === rest
interface Door {
    /** @format GUID */
    _id?: string;
    'quoted'?: string;
    'odd-name'?: string;
}
interface OpenDoorRequest {
    _id?: string;
    _createdDate?: Date;
    _updatedDate?: Date;
    _other?: string;
    door?: Door;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
// === sdk
/**
 * @requiredField _id
 * @requiredField door._id
 * @fqn wix.shop.v1.Doors.OpenDoor
 */
declare function openDoor(_id: string): Promise<void>;
