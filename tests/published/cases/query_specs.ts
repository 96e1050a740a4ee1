// === rest
interface DoorQuery {
    filter?: Record<string, any>;
}
interface Door {
    id?: string;
    width?: number;
    openedDate?: Date;
    isOpen?: boolean;
    kind?: Kind;
    frame?: Frame;
    labels?: string[];
    notes?: Frame[];
    kinds?: Kind[];
    extra?: Record<string, any>;
}
interface Frame {
    wood?: string;
}
declare enum Kind {
    OPEN = "OPEN"
}
interface OpenDoorRequest {
    query?: DoorQuery;
}
interface OpenDoorResponse {
    doors?: Door[];
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
// === sdk
/** @fqn wix.shop.v1.Doors.OpenDoor */
declare function openDoor(query: DoorQuery): Promise<OpenDoorResponse>;
/** @fqn wix.shop.v1.Doors.OpenDoor */
declare function openDoorTyped(query: DoorQuery): Promise<OpenDoorResponse>;
interface DoorQuerySpec extends QuerySpec {
    paging: 'cursor';
    wql: [{
        operators: '*';
        fields: ['_id', 'width', 'openedDate', 'isOpen', 'kind', 'frame', 'frame.wood', 'labels', 'notes', 'notes.wood', 'kinds', 'extra', 'extra.any'];
        sort: 'BOTH';
    }, {
        operators: ['$eq', '$in'];
        fields: ['_createdDate'];
        sort: 'ASC';
    }, {
        operators: ['$exists'];
        fields: ['_createdDate', 'other'];
        sort: 'DESC';
    }, {
        operators: [];
        fields: ['sorted'];
        sort: 'NONE';
    }];
}
type CommonQueryWithEntityContext = Query<Door, DoorQuerySpec>;
type DoorQuery = {
    filter?: Record<string, any>;
};
