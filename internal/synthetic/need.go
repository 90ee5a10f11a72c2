package synthetic

import (
	"math"

	"github.com/allagehub/matcharenan/testbeds"
)

// shareProhibiting is how many needs forbid something in their running text.
const shareProhibiting = 0.1

// tell writes the texts of a need.
func (g *Generator) tell(w *writer, n *testbeds.Need) {
	n.Municipality = w.brand()
	n.Title = w.line(sectionTitle)
	n.Language = "sv"
	if w.english {
		n.Language = "en"
	}
	n.Description = w.sentences(sectionDescription, w.between(3, 4))
	if w.chance(shareProhibiting) {
		n.Description += " " + w.line(sectionProhibition) + "."
	}
	if w.chance(0.7) {
		n.Background = w.sentences(sectionBackground, 1)
	}
	if w.chance(0.8) {
		n.Goal = w.sentences(sectionGoal, 1)
	}
	n.Statements = make([]testbeds.Statement, 0, 6)
	for range w.between(3, 6) {
		n.Statements = append(n.Statements, w.statement())
	}
}

func (w *writer) statement() testbeds.Statement {
	s := testbeds.Statement{
		Text:     w.line(sectionStatement) + ".",
		Priority: testbeds.Priorities()[w.weighted(0.45, 0.35, 0.2)],
	}
	if w.chance(0.2) {
		s.Function = w.subject.functions[w.early(len(w.subject.functions))].id
	}
	return s
}

// place says whom the need is about and what there is where they live.
func (g *Generator) place(d draw, n *testbeds.Need, s *subject) {
	v := &g.vocabularies
	n.TargetGroups = d.some(0.9, v.targetGroups, 3)
	n.Settings = d.some(0.85, v.settings, 2)
	n.LifeAreas = g.lifeAreas(d, s, 0.8)
	n.CareActs = d.some(0.5, v.careActs, 2)
	n.Environment.Connectivity = d.some(0.4, v.connectivity, 3)
	n.Environment.CareSystem = d.one(0.35, []string{"Treserva", "Lifecare", "Combine", "Viva", "Procapita"})
	n.Environment.AlarmReception = d.one(0.25, []string{"SCAIP", "egen larmcentral", "regional larmcentral"})
}

// setGoals adds one or two measurable changes that are hoped for.
func (g *Generator) setGoals(w *writer, n *testbeds.Need) {
	count := w.between(1, 2)
	n.EffectGoals = make([]testbeds.EffectGoal, 0, count)
	for range count {
		n.EffectGoals = append(n.EffectGoals, w.effectGoal())
	}
}

func (w *writer) effectGoal() testbeds.EffectGoal {
	e := testbeds.EffectGoal{Measure: w.line(sectionMeasure)}
	units, instruments := []string{"antal", "minuter", "timmar", "procent"}, []string{"loggbok", "enkät", "larmlogg", "avvikelser"}
	if w.english {
		units, instruments = []string{"number", "minutes", "hours", "per cent"}, []string{"log book", "survey", "alarm log", "incidents"}
	}
	e.Unit = w.one(0.8, units)
	e.Instrument = w.one(0.3, instruments)
	if w.chance(0.8) {
		before := float64(w.quantity())
		after := math.Round(before * (0.2 + 0.6*w.Float64()))
		e.Baseline, e.Target = &before, &after
	}
	return e
}
