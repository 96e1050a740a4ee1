// === @wix/auto_sdk_house_front-doors/build/es/meta.d.mts
interface OpenDoorRequest {
    doorId?: string;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
// === @wix/auto_sdk_house_front-doors/build/es/index.typings.d.mts
// === @wix/auto_sdk_house_front-doors/build/es/meta.mjs
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
// === @wix/auto_sdk_house_back-doors/build/es/meta.d.mts
interface OpenDoorRequest {
    doorId?: string;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
// === @wix/auto_sdk_house_back-doors/build/es/index.typings.d.mts
// === @wix/auto_sdk_house_back-doors/build/es/meta.mjs
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
// === @wix/shop/build/es/index.d.ts
import * as doors from '@wix/auto_sdk_house_front-doors';
import * as backDoors from '@wix/auto_sdk_house_back-doors';
export { doors, backDoors, };
