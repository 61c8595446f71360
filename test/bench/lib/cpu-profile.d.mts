export function describeProfiles(folder: string): string;
