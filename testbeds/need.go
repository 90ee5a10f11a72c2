package testbeds

import "github.com/allagehub/matcharenan/catalog"

// Need is what a municipality wants solved, told as a problem and never as a
// product.
type Need struct {
	ID           string       `json:"id" validate:"required,id"`
	Municipality string       `json:"municipality,omitzero" validate:"max=200"`
	Title        string       `json:"title" validate:"required,max=300"`
	Background   string       `json:"background,omitzero" validate:"max=20000"`
	Description  string       `json:"description,omitzero" validate:"max=20000"`
	Goal         string       `json:"goal,omitzero" validate:"max=5000"`
	Language     string       `json:"language,omitzero" validate:"omitempty,vocab=language"`
	Statements   []Statement  `json:"statements,omitzero" validate:"max=20,dive"`
	TargetGroups []string     `json:"targetGroups,omitzero" validate:"distinct,dive,vocab=target_group"`
	Settings     []string     `json:"settings,omitzero" validate:"distinct,dive,vocab=setting"`
	LifeAreas    []string     `json:"lifeAreas,omitzero" validate:"distinct,dive,vocab=life_area"`
	CareActs     []string     `json:"careActs,omitzero" validate:"distinct,dive,vocab=care_act"`
	Requires     Requirements `json:"requires,omitzero"`
	Environment  Environment  `json:"environment,omitzero"`
	EffectGoals  []EffectGoal `json:"effectGoals,omitzero" validate:"max=50,dive"`
	Video        *Video       `json:"video,omitzero"`
}

// Statement is one need in one sentence.
type Statement struct {
	Text     string `json:"text" validate:"required,max=300"`
	Priority string `json:"priority" validate:"required,vocab=priority"`
	Function string `json:"function,omitzero" validate:"omitempty,vocab=function"`
}

// Requirements are the hard requirements. Each one that is given excludes the
// products that are known not to meet it.
type Requirements struct {
	MaxPricePerMonthSEK *float64         `json:"maxPricePerMonthSEK,omitzero" validate:"omitempty,min=0,max=10000000"`
	MinTRL              *int             `json:"minTRL,omitzero" validate:"omitempty,min=1,max=9"`
	CEMarked            catalog.Fact     `json:"ceMarked,omitzero"`
	MDRClasses          []string         `json:"mdrClasses,omitzero" validate:"distinct,dive,vocab=mdr_class"`
	Integrations        []string         `json:"integrations,omitzero" validate:"max=100,dive,required,max=100"`
	DataLocation        string           `json:"dataLocation,omitzero" validate:"omitempty,oneof=sweden eu"`
	Camera              string           `json:"camera,omitzero" validate:"omitempty,oneof=none live"`
	Audio               string           `json:"audio,omitzero" validate:"omitempty,oneof=none live"`
	Positioning         string           `json:"positioning,omitzero" validate:"omitempty,oneof=none"`
	WorksWithout        []string         `json:"worksWithout,omitzero" validate:"distinct,dive,vocab=works_without"`
	Languages           []string         `json:"languages,omitzero" validate:"max=100,distinct,dive,langcode"`
	PassiveUse          catalog.Fact     `json:"passiveUse,omitzero"`
	Units               *int             `json:"units,omitzero" validate:"omitempty,min=0,max=1000000"`
	Weeks               *int             `json:"weeks,omitzero" validate:"omitempty,min=0,max=520"`
	StartFrom           catalog.Date     `json:"startFrom,omitzero"`
	StartTo             catalog.Date     `json:"startTo,omitzero" validate:"omitempty,notbefore=StartFrom"`
	Security            catalog.Security `json:"security,omitzero"`
	EN301549            catalog.Fact     `json:"en301549,omitzero"`
	EN18031             catalog.Fact     `json:"en18031,omitzero"`
}

// Environment is what there is where the need lives.
type Environment struct {
	Connectivity   []string `json:"connectivity,omitzero" validate:"distinct,dive,vocab=connectivity"`
	AlarmReception string   `json:"alarmReception,omitzero" validate:"max=200"`
	CareSystem     string   `json:"careSystem,omitzero" validate:"max=200"`
}

// EffectGoal is a measurable change that the need's owner hopes for.
type EffectGoal struct {
	Measure    string   `json:"measure" validate:"required,max=500"`
	Unit       string   `json:"unit,omitzero" validate:"max=100"`
	Baseline   *float64 `json:"baseline,omitzero"`
	Target     *float64 `json:"target,omitzero"`
	Instrument string   `json:"instrument,omitzero" validate:"max=200"`
}

// Video is a short film in which the unit explains its day. Its transcript is
// searched like the rest of the text.
type Video struct {
	URL        string `json:"url" validate:"required,weburl"`
	Transcript string `json:"transcript,omitzero" validate:"max=50000"`
}
