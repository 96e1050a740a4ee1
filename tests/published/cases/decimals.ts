// === rest
interface OpenDoorRequest {
    /** @format DECIMAL_VALUE */
    price?: string;
    /** @decimalValue options { gte:0, lte:100.50, maxScale:2 } */
    fee?: string | null;
    /** @decimalValue options { gt:-1 } */
    fees?: string[];
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
