package expo

import (
	"encoding/xml"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/i18n"
)

// catalogue describes the open data in DCAT-AP-SE, the Swedish profile of the W3C's
// Data Catalog Vocabulary, as RDF/XML. Data portals collect it.
type catalogue struct {
	XMLName xml.Name `xml:"rdf:RDF"`
	RDF     string   `xml:"xmlns:rdf,attr"`
	DCAT    string   `xml:"xmlns:dcat,attr"`
	Terms   string   `xml:"xmlns:dcterms,attr"`
	FOAF    string   `xml:"xmlns:foaf,attr"`
	VCard   string   `xml:"xmlns:vcard,attr"`

	Catalog       dcatCatalog        `xml:"dcat:Catalog"`
	Agent         dcatAgent          `xml:"foaf:Agent"`
	Contact       dcatContact        `xml:"vcard:Organization"`
	Dataset       dcatDataset        `xml:"dcat:Dataset"`
	Distributions []dcatDistribution `xml:"dcat:Distribution"`
}

// resource points to something.
type resource struct {
	Address string `xml:"rdf:resource,attr"`
}

// literal is a text in a language.
type literal struct {
	Language string `xml:"xml:lang,attr,omitempty"`
	Text     string `xml:",chardata"`
}

type dcatCatalog struct {
	About       string     `xml:"rdf:about,attr"`
	Title       []literal  `xml:"dcterms:title"`
	Description []literal  `xml:"dcterms:description"`
	Publisher   resource   `xml:"dcterms:publisher"`
	Language    []resource `xml:"dcterms:language"`
	Homepage    resource   `xml:"foaf:homepage"`
	Dataset     resource   `xml:"dcat:dataset"`
}

type dcatAgent struct {
	About    string    `xml:"rdf:about,attr"`
	Name     string    `xml:"foaf:name"`
	Homepage *resource `xml:"foaf:homepage"`
}

type dcatContact struct {
	About string   `xml:"rdf:about,attr"`
	Name  string   `xml:"vcard:fn"`
	Page  resource `xml:"vcard:hasURL"`
}

type dcatDataset struct {
	About         string     `xml:"rdf:about,attr"`
	Title         []literal  `xml:"dcterms:title"`
	Description   []literal  `xml:"dcterms:description"`
	Publisher     resource   `xml:"dcterms:publisher"`
	Contact       resource   `xml:"dcat:contactPoint"`
	Theme         resource   `xml:"dcat:theme"`
	Rights        resource   `xml:"dcterms:accessRights"`
	Language      []resource `xml:"dcterms:language"`
	Frequency     resource   `xml:"dcterms:accrualPeriodicity"`
	Page          resource   `xml:"dcat:landingPage"`
	Distributions []resource `xml:"dcat:distribution"`
}

type dcatDistribution struct {
	About    string    `xml:"rdf:about,attr"`
	Title    []literal `xml:"dcterms:title"`
	Access   resource  `xml:"dcat:accessURL"`
	Download resource  `xml:"dcat:downloadURL"`
	Format   string    `xml:"dcterms:format"`
}

// authority is where the EU's lists of values lie.
const authority = "http://publications.europa.eu/resource/authority/"

// both is a text in both languages.
func both(key string) (texts []literal) {
	for _, l := range i18n.Languages() {
		texts = append(texts, literal{string(l), i18n.Printer{Language: l}.Text(key, nil)})
	}
	return texts
}

func (a *Area) catalogue(c *fiber.Ctx) error {
	hub, err := a.s.Organisations.ListOrganisations(c.UserContext(), access.Actor{}, access.Hub, "", 1)
	if err != nil {
		return err
	}
	at := func(path string) string { return a.public(c, path) }
	publisher := dcatAgent{About: at(dataPath + "#utgivare"), Name: i18n.Printer{}.Text("frame.name", nil)}
	if len(hub.Items) > 0 {
		publisher.Name = hub.Items[0].Name
		if hub.Items[0].Website != "" {
			publisher.Homepage = &resource{hub.Items[0].Website}
		}
	}
	contact := dcatContact{About: at(dataPath + "#kontakt"), Name: publisher.Name, Page: resource{at("/om")}}
	languages := []resource{{authority + "language/SWE"}, {authority + "language/ENG"}}
	set := dcatDataset{
		About: at(dataPath + "#produkter"), Title: both("expo.dcat.dataset"), Description: both("expo.dcat.datasetText"),
		Publisher: resource{publisher.About}, Contact: resource{contact.About}, Theme: resource{authority + "data-theme/HEAL"},
		Rights: resource{authority + "access-right/PUBLIC"}, Language: languages, Frequency: resource{authority + "frequency/CONT"},
		Page: resource{at(dataPath)},
	}
	whole := catalogue{
		RDF: "http://www.w3.org/1999/02/22-rdf-syntax-ns#", DCAT: "http://www.w3.org/ns/dcat#", Terms: "http://purl.org/dc/terms/",
		FOAF: "http://xmlns.com/foaf/0.1/", VCard: "http://www.w3.org/2006/vcard/ns#", Agent: publisher, Contact: contact,
		Catalog: dcatCatalog{
			About: at(cataloguePath), Title: both("expo.dcat.catalog"), Description: both("expo.data.lead"),
			Publisher: resource{publisher.About}, Language: languages, Homepage: resource{at(dataPath)}, Dataset: resource{set.About},
		},
	}
	for _, d := range []struct{ key, path, format string }{
		{"expo.data.csv", csvPath, "text/csv"}, {"expo.data.jsonl", jsonlPath, jsonlType},
	} {
		if d.path == csvPath && a.s.Search.Len() > catalog.MaxCSV {
			continue
		}
		whole.Distributions = append(whole.Distributions, dcatDistribution{
			About: at(d.path) + "#fil", Title: both(d.key), Access: resource{at(dataPath)}, Download: resource{at(d.path)}, Format: d.format,
		})
		set.Distributions = append(set.Distributions, resource{at(d.path) + "#fil"})
	}
	whole.Dataset = set
	return a.document(c, "application/rdf+xml; charset=utf-8", &whole)
}
