// === rest
interface OneRequest {
    id?: string;
}
interface OneResponse {
}
declare function exact(): __PublicMethodMetaInfo<'GET', {}, OneRequest$1, OneRequest, OneResponse$1, OneResponse>;
declare function whole(): __PublicMethodMetaInfo<'GET', {}, OneRequest$1, OneRequest, OneResponse$1, OneResponse>;
declare function site(): __PublicMethodMetaInfo<'GET', {}, OneRequest$1, OneRequest, OneResponse$1, OneResponse>;
declare function nowhere(): __PublicMethodMetaInfo<'GET', {}, OneRequest$1, OneRequest, OneResponse$1, OneResponse>;
declare function uncalled(): __PublicMethodMetaInfo<'GET', {}, OneRequest$1, OneRequest, OneResponse$1, OneResponse>;
declare function variable(): __PublicMethodMetaInfo<'GET', {}, OneRequest$1, OneRequest, OneResponse$1, OneResponse>;
// === code
function resolveDoorsUrl(opts) {
  const domainToMappings = {
    "manage._base_domain_": [{ srcPath: "/_api/doors", destPath: "" }],
    "www.wixapis.com": [{ srcPath: "/_api/doors", destPath: "" }, { srcPath: "/shop", destPath: "" }, { srcPath: "/shop/long", destPath: "/v1/exact" }, { srcPath: "/shop/ids/{id}", destPath: "/v2" }],
  };
  return resolveUrl(Object.assign(opts, { domainToMappings }));
}
function resolveGatesUrl(opts) {
  const domainToMappings = { "www.wixapis.com": [{ srcPath: "/_api/gates", destPath: "" }] };
  return resolveUrl(Object.assign(opts, { domainToMappings }));
}
function resolveFencesUrl(opts) {
  const domainToMappings = { "bo._base_domain_": [{ srcPath: "/_api/fences", destPath: "" }] };
  return resolveUrl(Object.assign(opts, { domainToMappings }));
}
function exact(payload) {
  function __exact({ host }) {
    const metadata = {
      entityFqdn: "wix.shop.v1.door",
      method: "GET",
      methodFqn: "wix.shop.v1.Doors.Exact",
      url: resolveDoorsUrl({ protoPath: "/v1/exact/{id}", data: payload, host }),
      
    };
    return metadata;
  }
  return __exact;
}
function exact2() {
  const payload = {};
  const getRequestOptions = exact(payload);
  return { httpMethod: "GET", path: "/v1/exact/{id}" };
}
function whole(payload) {
  function __whole({ host }) {
    const metadata = {
      entityFqdn: "wix.shop.v1.door",
      method: "GET",
      methodFqn: "wix.shop.v1.Doors.Whole",
      url: resolveDoorsUrl({ protoPath: "/v1/whole/{id}", data: payload, host }),
      
    };
    return metadata;
  }
  return __whole;
}
function whole2() {
  const payload = {};
  const getRequestOptions = whole(payload);
  return { httpMethod: "GET", path: "/v1/whole/{id}" };
}
function site(payload) {
  function __site({ host }) {
    const metadata = {
      entityFqdn: "wix.shop.v1.door",
      method: "GET",
      methodFqn: "wix.shop.v1.Doors.Site",
      url: resolveGatesUrl({ protoPath: "/v1/site", data: payload, host }),
      
    };
    return metadata;
  }
  return __site;
}
function site2() {
  const payload = {};
  const getRequestOptions = site(payload);
  return { httpMethod: "GET", path: "/v1/site" };
}
function nowhere(payload) {
  function __nowhere({ host }) {
    const metadata = {
      entityFqdn: "wix.shop.v1.door",
      method: "GET",
      methodFqn: "wix.shop.v1.Doors.Nowhere",
      url: resolveFencesUrl({ protoPath: "/v1/nowhere", data: payload, host }),
      
    };
    return metadata;
  }
  return __nowhere;
}
function nowhere2() {
  const payload = {};
  const getRequestOptions = nowhere(payload);
  return { httpMethod: "GET", path: "/v1/nowhere" };
}
function variable(payload) {
  function __variable({ host }) {
    const metadata = {
      entityFqdn: "wix.shop.v1.door",
      method: "GET",
      methodFqn: "wix.shop.v1.Doors.Variable",
      url: resolveDoorsUrl({ protoPath: "/v2/x", data: payload, host }),
      
    };
    return metadata;
  }
  return __variable;
}
function variable2() {
  const payload = {};
  const getRequestOptions = variable(payload);
  return { httpMethod: "GET", path: "/v2/x" };
}
