package matching

import (
	"cmp"
	"hash/fnv"
	"maps"
	"math"
	"slices"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/postings" // for its parameters only
	"github.com/allagehub/matcharenan/testbeds"
)

// oracle is the matcher written again, slowly and from its definition: maps and
// plain structs, every product scored by itself, then sorted. It shares no code
// with the matcher but the reading of texts.
type oracle struct {
	reader   *Reader
	rules    *Ruleset
	products map[string]*oracleProduct

	// Statistics of the last fill.
	documents int
	average   float64                           // words
	frequency map[string]int                    // documents, by term and by concept
	readings  map[*catalog.Product]*readProduct // so that none is read twice
}

type oracleProduct struct {
	*catalog.Product
	*readProduct
}

func newOracle(r *Reader, rs *Ruleset) *oracle {
	o := &oracle{reader: r, rules: rs, readings: make(map[*catalog.Product]*readProduct)}
	o.fill(nil)
	return o
}

func (o *oracle) fill(products []*catalog.Product) {
	o.products, o.frequency = make(map[string]*oracleProduct), make(map[string]int)
	words := 0
	for _, p := range products {
		o.put(p)
		u := o.products[p.ID]
		words += u.length
		for term := range u.counts {
			o.frequency[term]++
		}
		for c := range u.concepts {
			o.frequency[conceptName(c)]++
		}
	}
	o.documents, o.average = len(products), 1
	if words > 0 {
		o.average = float64(words) / float64(len(products))
	}
}

// conceptName keeps concepts and terms apart in one map.
func conceptName(id string) string { return "concept " + id }

// put adds or replaces a product. The statistics stay those of the fill.
func (o *oracle) put(p *catalog.Product) {
	u := o.readings[p]
	if u == nil {
		u = understandProduct(o.reader, p)
		o.readings[p] = u
	}
	o.products[p.ID] = &oracleProduct{p, u}
}

func (o *oracle) remove(id string) { delete(o.products, id) }

// impact is BM25's part for a term's count, in 1/1024.
func (o *oracle) impact(tf, length int) float64 {
	norm := postings.K1 * (1 - postings.B + postings.B*float64(length)/o.average)
	return math.Round(float64(tf) * (postings.K1 + 1) / (float64(tf) + norm) * 1024)
}

// coefficient is a need's weight times the rarity of the term, in 1/64.
func (o *oracle) coefficient(name string, weight float64) float64 {
	df := float64(o.frequency[name])
	if o.documents >= 1000 && 2*df > float64(o.documents) {
		return 0 // a word that most use says nothing
	}
	rarity := math.Log(1 + (float64(o.documents)-df+0.5)/(df+0.5))
	return math.Round(weight * rarity * 64)
}

// oracleMatch is a product's fate for a need.
type oracleMatch struct {
	id     string
	score  Score
	broken []string // rules that exclude it
	fits   bool
	hash   uint64
	close  bool // so near to half a hundredth that two ways to add may differ
}

// match scores every product, those that are shut out too, the best first.
func (o *oracle) match(n *testbeds.Need, day catalog.Date) []oracleMatch {
	u := understandNeed(o.reader, n, &o.rules.Text)
	text := o.textQuery(u)
	forbidden := unasked(u.proposed, n.Requires)
	var list []oracleMatch
	for _, p := range o.products {
		m := oracleMatch{id: p.ID, broken: breachesOf(n, p.Product, day), hash: publishedHash(o.rules.TieSeed, n.ID, p.ID)}
		verdicts := paperVerdicts(o.rules, n, p.Product, day)
		verdicts["text"] = o.textVerdict(text, p)
		verdicts["functions"] = coverageByHand(u.functions, p)
		verdicts["effectGoals"] = coverageByHand(u.effects, p)
		points, fits := o.points(verdicts)
		if len(requirementsBroken(&forbidden, p.Product)) > 0 {
			points *= o.rules.UnconfirmedBreach
		}
		half := points*100 + 0.5
		m.score, m.fits = Score(math.Floor(half)), fits
		m.close = math.Abs(half-math.Round(half)) < 1e-7
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b oracleMatch) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.hash, b.hash), cmp.Compare(a.id, b.id))
	})
	return list
}

// textQuery is the coefficients of the need's terms and product types.
func (o *oracle) textQuery(u *readNeed) map[string]float64 {
	q := make(map[string]float64)
	for term, w := range u.weights {
		q[term] = o.coefficient(term, w)
	}
	for c, v := range u.types {
		q[conceptName(c)] = o.coefficient(conceptName(c), v*o.rules.Text.Types)
	}
	return q
}

// textVerdict: x / (x + saturation), x the share of what a product with impact 1
// in everything would have.
func (o *oracle) textVerdict(query map[string]float64, p *oracleProduct) verdict {
	sum, full := 0.0, 0.0
	for name, c := range query {
		full += c * 1024
		if tf, ok := p.counts[name]; ok {
			sum += c * o.impact(tf, p.length)
		}
	}
	for id, strength := range p.concepts {
		sum += query[conceptName(id)] * float64(strength)
	}
	if full == 0 {
		return verdict{}
	}
	x := sum / full
	return verdict{x / (x + o.rules.Text.Saturation), true, true}
}

// coverageByHand is the share of the wished functions that the product has. A
// need whose functions are surmised (a sum of strengths below 0.7) is not
// covered in full by having them.
func coverageByHand(wished map[string]float64, p *oracleProduct) verdict {
	if len(wished) == 0 {
		return verdict{}
	}
	has, all := 0.0, 0.0
	for _, id := range slices.Sorted(maps.Keys(wished)) {
		w := math.Round(wished[id] * 1024)
		has += w * float64(p.concepts[id])
		all += w
	}
	return verdict{math.Min(1, has/(math.Max(all, 0.7*1024)*1024)), true, true}
}

// points adds up the criteria: shares of 100 among those that apply, the others
// damped when the fit is weak.
func (o *oracle) points(verdicts map[string]verdict) (points float64, fits bool) {
	all, fitWeight, fit, rest := 0.0, 0.0, 0.0, 0.0
	for _, c := range o.rules.Criteria {
		v := verdicts[c.Name]
		if !v.applies {
			continue
		}
		all += c.Weight
		switch {
		case c.Fit:
			fitWeight += c.Weight
			fit += c.Weight * v.value
		case v.known:
			rest += c.Weight * v.value
		default:
			rest += c.Weight * o.rules.Unknown
		}
	}
	damping := 1.0
	if fitWeight > 0 {
		damping = math.Min(1, fit/fitWeight/o.rules.FullFit)
	}
	return (fit + damping*rest) * 100 / all, damping >= 0.5
}

// publishedHash is the order of equal scores as it is published: FNV-1a over seed,
// need and product with zero bytes between, finished like MurmurHash3.
func publishedHash(seed, need, product string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(seed + "\x00" + need + "\x00" + product))
	x := h.Sum64()
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
