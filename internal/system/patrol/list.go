package patrol

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

//go:embed data/*.yaml
var listFiles embed.FS

// The kinds of lists.
const (
	Responsibility = "responsibility" // 责任清单
	Tasks          = "task"           // 任务清单
	Statutory      = "statutory"      // what the law puts on everybody of a level
)

// Matter is one line of a list: a duty, or, with a schedule, a task that comes again. Document and Article say where it
// comes from.
type Matter struct {
	Key         string    `json:"key"`
	Title       lang.Text `json:"title"`
	Standard    string    `json:"standard" doc:"what must be seen to"`
	Document    string    `json:"document"`
	Article     string    `json:"article"`
	Constructed bool      `json:"constructed"`
	For         string    `json:"for" enum:",cell,site,person"`
	Site        string    `json:"site" doc:"kind of the sites"`
	Form        string    `json:"form"`
	Role        string    `json:"role" doc:"who does it"`
	Schedule    Schedule  `json:"schedule"`
}

// List is one list of a unit.
type List struct {
	ID          string   `json:"id"`
	Kind        string   `json:"kind" enum:"responsibility,task,statutory"`
	Level       string   `json:"level" enum:"city,district,zone,street,community,cell"`
	Area        string   `json:"area" doc:"code; empty: everywhere"`
	Unit        string   `json:"unit"`
	Title       string   `json:"title"`
	Role        string   `json:"role"`
	Constructed bool     `json:"constructed" doc:"invented for the demo"`
	Matters     []string `json:"matters" nullable:"false"`
}

// Library is all lists, in memory; it does not change while the server runs.
type Library struct {
	Lists   []List
	Matters map[string]Matter
	byID    map[string]int
}

// List finds a list.
func (l *Library) List(id string) (List, bool) {
	i, ok := l.byID[id]
	if !ok {
		return List{}, false
	}
	return l.Lists[i], true
}

type listFile struct {
	Constructed bool                    `yaml:"constructed"`
	Documents   map[string]listDocument `yaml:"documents"`
	Matters     map[string]matterLine   `yaml:"matters"`
	Series      []seriesLine            `yaml:"series"`
}

type listDocument struct {
	Title string `yaml:"title"`
}

type matterLine struct {
	Title    string   `yaml:"title"`
	Standard string   `yaml:"standard"`
	Document string   `yaml:"document"`
	Article  string   `yaml:"article"`
	For      string   `yaml:"for"`
	Site     string   `yaml:"site"`
	Form     string   `yaml:"form"`
	Role     string   `yaml:"role"`
	Every    string   `yaml:"every"`
	Workdays bool     `yaml:"workdays"`
	Within   int      `yaml:"within"`
	Unit     string   `yaml:"unit"`
	On       []string `yaml:"on"`
}

// seriesLine is one list for each of its areas and units. {area} and {unit} in its title are filled in; the area by name
// when it is shown.
type seriesLine struct {
	ID      string   `yaml:"id"`
	Kind    string   `yaml:"kind"`
	Level   string   `yaml:"level"`
	Areas   []string `yaml:"areas"`
	Unit    string   `yaml:"unit"`
	Units   []string `yaml:"units"`
	Title   string   `yaml:"title"`
	Role    string   `yaml:"role"`
	Matters []string `yaml:"matters"`
}

// ReadLists reads the lists that come with the program: those of the law, and with demo the constructed ones of the demo
// city. It names the first thing that does not fit: an unknown document, role, form, schedule or matter, an id twice.
func ReadLists(demo bool) (*Library, error) {
	l := &Library{Matters: map[string]Matter{}, byID: map[string]int{}}
	names := []string{"data/national.yaml"}
	if demo {
		names = append(names, "data/constructed.yaml")
	}
	for _, name := range names {
		raw, err := listFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := l.add(raw); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return l, nil
}

func (l *Library) add(raw []byte) error {
	var f listFile
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil {
		return fmt.Errorf("read lists: %w", err)
	}
	if err := d.Decode(new(any)); err != io.EOF { //nolint:errorlint // Decode returns it bare
		return fail.Internal("patrol.lists", "清单文件有多段内容", "the file of lists holds more than one document")
	}
	for key, m := range f.Matters {
		v, err := m.matter(key, f)
		if err != nil {
			return err
		}
		if _, twice := l.Matters[key]; twice {
			return wrong(key, "the matter is there twice")
		}
		l.Matters[key] = v
	}
	for _, s := range f.Series {
		if err := l.expand(s, f.Constructed); err != nil {
			return err
		}
	}
	return nil
}

func wrong(where, what string) error {
	return fail.Internal("patrol.lists", "清单数据有误："+where, where+": "+what)
}

func (m matterLine) matter(key string, f listFile) (Matter, error) {
	zh, en, _ := strings.Cut(m.Title, "|")
	doc, known := f.Documents[m.Document]
	switch {
	case zh == "" || en == "":
		return Matter{}, wrong(key, "a title needs both languages")
	case !known || m.Article == "":
		return Matter{}, wrong(key, "no document or article")
	case m.Role != "" && !slices.Contains(roleOrder, m.Role):
		return Matter{}, wrong(key, "unknown role "+m.Role)
	case m.Every != "" && (forms[m.Form].Zero == nil || !slices.Contains([]string{"cell", "site", "person"}, m.For) || (m.For == "site") != (m.Site != "") || m.Role == ""):
		return Matter{}, wrong(key, "a task needs a form, a role and whom it is for")
	}
	s := Schedule{Every: m.Every, Workdays: m.Workdays, Within: m.Within, Unit: m.Unit, On: m.On}
	if err := s.check(); err != nil {
		return Matter{}, wrong(key, err.Error())
	}
	return Matter{
		Key: key, Title: lang.T(zh, en), Standard: m.Standard, Document: doc.Title, Article: m.Article, Constructed: f.Constructed && m.Document == "demo",
		For: m.For, Site: m.Site, Form: m.Form, Role: m.Role, Schedule: s,
	}, nil
}

func (l *Library) expand(s seriesLine, constructed bool) error {
	if s.Unit != "" {
		s.Units = append(s.Units, s.Unit)
	}
	if len(s.Areas) == 0 {
		s.Areas = []string{""}
	}
	if !slices.Contains([]string{Responsibility, Tasks, Statutory}, s.Kind) || !slices.Contains([]string{"city", "district", "zone", "street", "community", "cell"}, s.Level) || len(s.Units) == 0 || s.Title == "" || len(s.Matters) == 0 {
		return wrong(s.ID, "the series is not whole")
	}
	for _, m := range s.Matters {
		if v, ok := l.Matters[m]; !ok || (s.Kind == Tasks) != (v.Schedule.Every != "") {
			return wrong(s.ID, "the matter "+m+" is unknown or not of this kind of list")
		}
	}
	for _, area := range s.Areas {
		for n, unit := range s.Units {
			id := s.ID
			if area != "" {
				id += "-" + area
			}
			if len(s.Units) > 1 {
				id += fmt.Sprintf("-%02d", n+1)
			}
			if _, twice := l.byID[id]; twice {
				return wrong(id, "the list is there twice")
			}
			l.byID[id] = len(l.Lists)
			l.Lists = append(l.Lists, List{ID: id, Kind: s.Kind, Level: s.Level, Area: area, Unit: unit, Role: s.Role, Constructed: constructed, Matters: s.Matters, Title: strings.ReplaceAll(s.Title, "{unit}", unit)})
		}
	}
	return nil
}
