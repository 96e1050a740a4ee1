// === rest
interface Door {
    id?: string;
}
interface Paging {
    limit?: number;
    offset?: number;
}
interface CursorPaging {
    limit?: number;
    cursor?: string;
}
interface OffsetMetadata {
    count?: number;
    offset?: number;
    total?: number;
}
interface CursorMetadata {
    count?: number;
    cursors?: Cursors;
    hasNext?: boolean;
}
interface Cursors {
    next?: string;
    prev?: string;
}
interface CursorQuery extends CursorQueryPagingMethodOneOf {
    cursorPaging?: CursorPaging;
    filter?: Record<string, any>;
}
interface CursorQueryPagingMethodOneOf {
    cursorPaging?: CursorPaging;
}
interface OffsetQuery {
    paging?: Paging;
}
interface ByCursorRequest {
    query?: CursorQuery;
}
interface ByCursorResponse {
    doors?: Door[];
    pagingMetadata?: CursorMetadata;
}
declare function byCursor(): __PublicMethodMetaInfo<'POST', {}, ByCursorRequest$1, ByCursorRequest, ByCursorResponse$1, ByCursorResponse>;
interface ByOffsetRequest {
    query?: OffsetQuery;
}
interface ByOffsetResponse {
    doors?: Door[];
    metadata?: OffsetMetadata;
}
declare function byOffset(): __PublicMethodMetaInfo<'POST', {}, ByOffsetRequest$1, ByOffsetRequest, ByOffsetResponse$1, ByOffsetResponse>;
interface NotAtAllRequest {
    query?: OffsetQuery;
}
interface NotAtAllResponse {
    doors?: Door[];
}
declare function notAtAll(): __PublicMethodMetaInfo<'POST', {}, NotAtAllRequest$1, NotAtAllRequest, NotAtAllResponse$1, NotAtAllResponse>;
interface WithOldListRequest {
    query?: CursorQuery;
}
interface WithOldListResponse {
    /**
     * Replaced by doors.
     * @deprecated
     */
    results?: Door[];
    doors?: Door[];
    pagingMetadata?: CursorMetadata;
}
declare function withOldList(): __PublicMethodMetaInfo<'POST', {}, WithOldListRequest$1, WithOldListRequest, WithOldListResponse$1, WithOldListResponse>;
