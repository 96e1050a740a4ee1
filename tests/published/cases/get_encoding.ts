// === rest
interface FindRequest {
    filter?: Record<string, any>;
}
interface FindResponse {
}
declare function plain(): __PublicMethodMetaInfo<'GET', {}, FindRequest$1, FindRequest, FindResponse$1, FindResponse>;
declare function encoded(): __PublicMethodMetaInfo<'GET', {}, FindRequest$1, FindRequest, FindResponse$1, FindResponse>;
declare function falling(): __PublicMethodMetaInfo<'GET', {}, FindRequest$1, FindRequest, FindResponse$1, FindResponse>;
declare function posted(): __PublicMethodMetaInfo<'POST', {}, FindRequest$1, FindRequest, FindResponse$1, FindResponse>;
// === code
function resolveDoorsUrl(opts) {
  const domainToMappings = {
    "manage._base_domain_": [{ srcPath: "/_api/doors", destPath: "" }],
    "www.wixapis.com": [{ srcPath: "/shop/v1", destPath: "/v1" }],
  };
  return resolveUrl(Object.assign(opts, { domainToMappings }));
}
function plain(payload) {
  function __plain({ host }) {
    const metadata = {
      entityFqdn: "wix.shop.v1.door",
      method: "GET",
      methodFqn: "wix.shop.v1.Doors.Plain",
      url: resolveDoorsUrl({ protoPath: "/v1/plain", data: payload, host }),
      params: toURLSearchParams(payload),
    };
    return metadata;
  }
  return __plain;
}
function plain2() {
  const payload = {};
  const getRequestOptions = plain(payload);
  return { httpMethod: "GET", path: "/v1/plain" };
}
function encoded(payload) {
  function __encoded({ host }) {
    const metadata = {
      entityFqdn: "wix.shop.v1.door",
      method: "GET",
      methodFqn: "wix.shop.v1.Doors.Encoded",
      url: resolveDoorsUrl({ protoPath: "/v1/encoded", data: payload, host }),
      params: toURLSearchParams(payload, true),
    };
    return metadata;
  }
  return __encoded;
}
function encoded2() {
  const payload = {};
  const getRequestOptions = encoded(payload);
  return { httpMethod: "GET", path: "/v1/encoded" };
}
function falling(payload) {
  function __falling({ host }) {
    const metadata = {
      entityFqdn: "wix.shop.v1.door",
      method: "GET",
      methodFqn: "wix.shop.v1.Doors.Falling",
      url: resolveDoorsUrl({ protoPath: "/v1/falling", data: payload, host }),
      params: toURLSearchParams(payload, true),
      fallback: [{ method: "POST", url: resolveDoorsUrl({ protoPath: "/v1/falling/find", data: payload, host }), data: payload }],
    };
    return metadata;
  }
  return __falling;
}
function falling2() {
  const payload = {};
  const getRequestOptions = falling(payload);
  return { httpMethod: "GET", path: "/v1/falling" };
}
function posted(payload) {
  function __posted({ host }) {
    const metadata = {
      entityFqdn: "wix.shop.v1.door",
      method: "POST",
      methodFqn: "wix.shop.v1.Doors.Posted",
      url: resolveDoorsUrl({ protoPath: "/v1/posted", data: payload, host }),
      fallback: [{ method: "POST", url: resolveDoorsUrl({ protoPath: "/v1/x" }) }],
    };
    return metadata;
  }
  return __posted;
}
function posted2() {
  const payload = {};
  const getRequestOptions = posted(payload);
  return { httpMethod: "POST", path: "/v1/posted" };
}
