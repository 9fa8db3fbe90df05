/**
 * Histogram gradient-boosted trees for probabilities (log loss) and for amounts (squared loss). Friedman 2001; binning
 * and leaf-wise growth after LightGBM (Ke et al. 2017), second-order gains after XGBoost (Chen & Guestrin 2016).
 * Numbers and categories mixed; a blank, and a level never seen, has a bin of its own that each split sends the better
 * way. `targets` are 0 and 1, or any finite numbers for squared loss. Repeatable: no chance is involved. Constant
 * columns and few rows give a model that answers the average. Contributions are exact Shapley values of the path-dependent
 * game (TreeSHAP: Lundberg, Erion & Lee 2018). Pure; no I/O.
 */
export { type BoostedTrees, type BoostSettings, fitBoostedTrees, predictBoostedTrees } from './boost.ts'
export { treeContributions, treeExplainer } from './tree-shap.ts'
