// === @wix/auto_sdk_shop_doors/build/es/src/shop-v1-door-doors.types.d.ts
export interface Door {
    /** @maxLength 9 */
    name?: string;
    kind?: Kind;
}
export declare enum Kind {
    OPEN = "OPEN"
}
export interface OpenDoorRequest {
    door?: Door;
}
export interface OpenDoorResponse {
    noise?: number;
}
export interface OpenDoorResponseNonNullableFields {
    noise: number;
}
// === @wix/auto_sdk_shop_doors/build/es/src/shop-v1-door-doors.universal.d.ts
export interface Door {
    name?: string;
    kind?: Kind;
}
export interface DoorCreatedEnvelope {
    entity: Door;
    metadata: EventMetadata;
}
/**
 * Opens a door.
 * @requiredField door
 * @fqn wix.shop.v1.Doors.OpenDoor
 */
export declare function openDoor(door: Door): Promise<OpenDoorResponse & OpenDoorResponseNonNullableFields>;
/**
 * @eventType wix.shop.v1.door_created
 * @slug created
 */
export declare function onDoorCreated(handler: (event: DoorCreatedEnvelope) => void): void;
// === @wix/auto_sdk_shop_doors/build/es/src/shop-v1-door-doors.meta.d.ts
import * as types from './shop-v1-door-doors.types.js';
import * as universal from './shop-v1-door-doors.universal.js';
export declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, universal.OpenDoorRequest, types.OpenDoorRequest, universal.OpenDoorResponse & universal.OpenDoorResponseNonNullableFields, types.OpenDoorResponse & types.OpenDoorResponseNonNullableFields>;
// === @wix/auto_sdk_shop_doors/build/es/src/shop-v1-door-doors.meta.js
import * as calls from './shop-v1-door-doors.http.js';
export function openDoor() {
    const payload = {};
    const getRequestOptions = calls.openDoor(payload);
    return { httpMethod: 'POST', path: '/v1/doors/open' };
}
// === @wix/auto_sdk_shop_doors/build/es/src/shop-v1-door-doors.http.js
function resolveDoorsUrl(opts) {
    const domainToMappings = {
        'www.wixapis.com': [{ srcPath: '/shop/v1', destPath: '/v1' }],
    };
    return resolveUrl(Object.assign(opts, { domainToMappings }));
}
export function openDoor(payload) {
    function __openDoor({ host }) {
        const metadata = {
            entityFqdn: 'wix.shop.v1.door',
            method: 'POST',
            methodFqn: 'wix.shop.v1.Doors.OpenDoor',
            url: resolveDoorsUrl({ protoPath: '/v1/doors/open', data: payload, host }),
            data: payload,
        };
        return metadata;
    }
    return __openDoor;
}
// === @wix/auto_sdk_shop_doors/build/es/src/shop-v1-door-doors.public.d.ts
export declare function openDoor(): void;
