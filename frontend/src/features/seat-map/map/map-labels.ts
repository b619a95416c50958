/** The texts on the map, already in the buyer's language: one for each section, in the plan's order, and the stage's. */
export interface MapLabels {
  readonly sections: readonly string[];
  readonly stage: string;
}
