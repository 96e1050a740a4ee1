// === rest
interface Door {
    id?: string;
    width?: number;
}
interface OpenDoorRequest {
    door?: Door;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
// === sdk
/**
 * @requiredField _id
 * @requiredField door
 * @fqn wix.shop.v1.Doors.OpenDoor
 */
declare function openDoor(_id: string, door: OpenDoor): Promise<void>;
// === code
function resolveDoorsUrl(opts) {
  const domainToMappings = {
    "manage._base_domain_": [{ srcPath: "/_api/doors", destPath: "" }],
    "www.wixapis.com": [{ srcPath: "/shop/v1", destPath: "/v1" }],
  };
  return resolveUrl(Object.assign(opts, { domainToMappings }));
}
function openDoor(payload) {
  function __openDoor({ host }) {
    const metadata = {
      entityFqdn: "wix.shop.v1.door",
      method: "PATCH",
      methodFqn: "wix.shop.v1.Doors.OpenDoor",
      url: resolveDoorsUrl({ protoPath: "/v1/{houseId}/doors/{door.id=shelf/**}", data: payload, host }),
      
    };
    return metadata;
  }
  return __openDoor;
}
function openDoor2() {
  const payload = {};
  const getRequestOptions = openDoor(payload);
  return { httpMethod: "PATCH", path: "/v1/{houseId}/doors/{door.id=shelf/**}" };
}
