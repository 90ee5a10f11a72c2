// Package testbeds holds the municipalities' side: needs, and what follows from
// them.
//
// Vocabulary. A [Need] is a problem in somebody's everyday life, told without
// naming a product. Its [Statement]s are the single needs in it, each a must, a
// should or a could. Its [Requirements] are hard: each one that is given shuts
// out products that are known not to meet it. Its [EffectGoal]s say what should
// change, measurably. A [NeedRecord] is a need on its way to the public: a working
// copy that its municipality changes, and versions that were published ([Needs] is
// the service). Its table of states is [Transitions].
//
// Invariants: as in package catalog, an absent member is unknown and not no. A
// need that has passed [Checker.Check] has an id and a title, at most
// [MaxStatements] statements of at most 300 characters, and does not end before
// it starts. No member holds who a care recipient is.
package testbeds
