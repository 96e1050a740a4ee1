// === rest
interface Note {
    text?: string;
}
interface OpenDoorRequest {
    /**
     * @minLength 2
     * @maxLength 40
     */
    name?: string;
    /**
     * @maxLength 8
     * @minSize 1
     * @maxSize 3
     */
    labels?: string[];
    /**
     * @min 1
     * @max 12
     */
    hinges?: number;
    /**
     * @min 0.5
     * @max 99.5
     */
    width?: number;
    /** @maxSize 7 */
    notes?: Note[];
    /** @maxSize 4 */
    byName?: Record<string, string>;
    /** @max many */
    odd?: number;
    /** @maxLength -3 */
    odder?: string;
    /** @max 1e400 */
    oddest?: number;
}
interface OpenDoorResponse {
}
declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
