// === rest
interface DoorWayOneOf {
    lock?: string;
    key?: Frame;
}
interface Door extends DoorWayOneOf {
    id?: string;
    lock?: string;
    key?: Frame;
    any?: Record<string, any>;
    frame?: Frame;
}
interface Frame {
    wood?: string;
}
interface Extra {
    note?: string;
}
interface OpenDoorRequest {
    doorId?: string;
    door?: Door;
    reason?: string;
    extra?: Extra;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
// === sdk
/**
 * @requiredField doorId
 * @requiredField door
 * @requiredField door._id
 * @requiredField door.frame.wood
 * @requiredField options.reason
 * @requiredField options.extra.note
 * @requiredField door.Way
 * @requiredField door.Way.key.wood
 * @requiredField door.any.thing
 * @requiredField door.id.inside
 * @requiredField
 * @requiredField unheardOf
 * @requiredField door.unheardOf
 * @fqn wix.shop.v1.Doors.OpenDoor
 */
declare function openDoor(doorId: string, door: Door, options?: OpenDoorOptions): Promise<void>;
interface OpenDoorOptions {
    reason: string;
    extra?: Extra;
}
