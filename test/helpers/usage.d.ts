export declare const cpuMs: () => number
