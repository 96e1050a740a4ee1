// === rest
interface Masked {
    mask?: string[];
    names?: string[];
}
interface OpenDoorRequest {
    fieldMask?: string[];
    other?: string[];
    item?: Masked;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
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
      method: "POST",
      methodFqn: "wix.shop.v1.Doors.OpenDoor",
      url: resolveDoorsUrl({ protoPath: "/v1/open-door", data: payload, host }),
      data: transformPaths(payload, [{ transformFn: transformSDKFieldMaskToRESTFieldMask, paths: [{ path: "fieldMask" }, { path: "item.mask" }] }]),
    };
    return metadata;
  }
  return __openDoor;
}
function openDoor2() {
  const payload = {};
  const getRequestOptions = openDoor(payload);
  return { httpMethod: "POST", path: "/v1/open-door" };
}
