// === rest
interface DoorSearch {
    filter?: Record<string, any>;
}
interface Door {
    id?: string;
    name?: string;
    width?: number;
}
interface OpenDoorRequest {
    search?: DoorSearch;
}
interface OpenDoorResponse {
    doors?: Door[];
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
// === sdk
/** @fqn wix.shop.v1.Doors.OpenDoor */
declare function openDoor(search: DoorSearch): Promise<OpenDoorResponse>;
interface DoorSearchSpec extends SearchSpec {
    searchable: ['name', 'frame.wood'];
    aggregatable: ['width'];
    paging: 'cursor';
    wql: [{
        operators: ['$eq'];
        fields: ['name'];
        sort: 'NONE';
    }];
}
type CommonSearchWithEntityContext = Search<Door, DoorSearchSpec>;
type DoorSearch = {
    filter?: Record<string, any>;
};
