// === rest
interface Note {
    text?: string;
}
interface Empty {
}
interface OpenDoorRequest {
    labels?: Record<string, string>;
    anything?: Record<string, any> | null;
    free?: any;
    lists?: Record<string, string[]>;
    grid?: number[][];
    notes?: Array<Note>;
    pairs?: [string, number];
    shape?: { width: number };
    later?: Promise<string>;
    never?: Unknown;
    call?: () => void;
    numbers?: Record<string, Note> | null;
    either?: string | number;
    flag?: true;
    word?: 'YES';
    bytes?: Uint8Array;
    when?: Record<string, Date>;
    empty?: Empty;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
