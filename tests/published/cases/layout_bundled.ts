// === rest
import { OpenDoorRequest as OpenDoorRequest$1, OpenDoorResponse as OpenDoorResponse$1 } from './index.typings.mjs';
import { Door } from './shop-doors.universal-AbC12_-x.mjs';

interface OpenDoorRequest {
    door?: Door;
}
interface OpenDoorResponse {
    noise?: number;
}
type __PublicMethodMetaInfo<K = string, M = unknown, T = unknown, S = unknown, Q = unknown, R = unknown> = {
    httpMethod: K;
    __requestType: T;
};
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
export { type __PublicMethodMetaInfo, openDoor };
// === @wix/auto_sdk_shop_doors/build/es/shop-doors.universal-AbC12_-x.d.mts
/** What hangs in a frame. */
interface Door {
    _id?: string;
    /** @maxLength 9 */
    name?: string;
}
/** @fqn wix.shop.v1.Doors.OpenDoor */
declare function openDoor$1(door: Door): Promise<OpenDoorResponse>;
export { type Door as D, openDoor$1 as o };
// === sdk
import { D as Door } from './shop-doors.universal-AbC12_-x.mjs';
interface DoorCreatedEnvelope {
    entity: Door;
    metadata: EventMetadata;
}
/**
 * There is a new door.
 * @eventType wix.shop.v1.door_created
 * @slug created
 */
declare function onDoorCreated(handler: (event: DoorCreatedEnvelope) => void): void;
