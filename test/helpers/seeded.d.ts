export declare const sow: () => void
