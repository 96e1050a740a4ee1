// === rest
interface OpenDoorRequest {
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
// === sdk
/**
 * @permissionId DOORS.OPEN
 * @permissionId DOORS.OPEN
 * @permissionId not an id
 * @permissionScope Manage Doors
 * @permissionScopeId SCOPE.DOORS.MANAGE
 * @permissionScope Read Doors
 * @permissionScopeId SCOPE.DOORS.READ
 * @applicableIdentity APP
 * @applicableIdentity VISITOR
 * @applicableIdentity nobody
 * @documentationMaturity preview
 * @fqn wix.shop.v1.Doors.OpenDoor
 */
declare function openDoor(): Promise<void>;
