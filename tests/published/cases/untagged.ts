// === rest
interface Door {
    id?: string;
}
interface OpenDoorRequest {
    doorId?: string;
}
interface OpenDoorResponse {
    door?: Door;
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
// === sdk
interface Door {
    _id?: string;
}
/**
 * Nothing tells what it calls but its name.
 * @requiredField doorId
 * @permissionScope Manage Doors
 * @permissionScopeId SCOPE.DC-SHOP.MANAGE-DOORS
 * @applicableIdentity APP
 */
declare function openDoor(doorId: string): Promise<Door & DoorNonNullableFields>;
