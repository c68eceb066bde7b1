/** SQLSTATEs of our own functions and triggers; class "BR" is free for users of PostgreSQL (appendix A lists the taken ones). */
export const sqlStates = {
  edgeRefused: 'BR001',
  fenced: 'BR002',
  unknownOrg: 'BR003',
  ruleBroken: 'BR004',
} as const;
