// === rest
interface Door {
    width?: number;
    hinges?: number;
}
interface Part {
    weight?: number;
    number?: number;
}
interface Rate {
    rate?: number;
    steps?: number;
}
interface OpenDoorRequest {
    door?: Door;
    count?: number;
    rates?: Record<string, Rate>;
    shares?: Record<string, number>;
    counts?: Record<string, number>;
}
interface OpenDoorResponse {
    parts?: Part[];
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
      data: transformPaths(payload, [{ transformFn: transformSDKFloatToRESTFloat, paths: [{ path: "door.width" }, { path: "rates.*.rate" }, { path: "shares.*" }] }]),
      transformResponse: (payload) => transformPaths(payload, [{ transformFn: transformRESTFloatToSDKFloat, paths: [{ path: "parts.weight" }] }]),
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
