package discretion

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"go.yaml.in/yaml/v3"

	"anlan/internal/base/fail"
)

// Catalogue is all that discretion needs to know, held together: what refers to something finds it.
type Catalogue struct {
	Params        Params
	Sectors       []Sector
	Circumstances []Circumstance
	Items         []Item
	Lists         []List
}

// Sector is a kind of business by which lists exclude.
type Sector struct {
	ID    string `yaml:"id" json:"id"`
	Title string `yaml:"title" json:"title"`
}

// page is the form of one file; each part may be in any of them.
type page struct {
	Params        *Params        `yaml:"params"`
	Sectors       []Sector       `yaml:"sectors"`
	Circumstances []Circumstance `yaml:"circumstances"`
	Items         []Item         `yaml:"items"`
	Lists         []List         `yaml:"lists"`
}

// Read makes a catalogue of all .yaml files of fsys. It is strict: a field it does not know, a gap between grades, a
// reference to nothing, a second definition are errors of kind Invalid that name the file and the place.
func Read(fsys fs.FS) (*Catalogue, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	c, params := &Catalogue{}, 0
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		p, err := parse(b)
		if err != nil {
			return nil, invalid(fmt.Errorf("%s: %w", name, err))
		}
		if p.Params != nil {
			c.Params, params = *p.Params, params+1
		}
		c.Sectors = append(c.Sectors, p.Sectors...)
		c.Circumstances = append(c.Circumstances, p.Circumstances...)
		c.Items = append(c.Items, p.Items...)
		c.Lists = append(c.Lists, p.Lists...)
	}
	if params != 1 {
		return nil, invalid(fmt.Errorf("params: stated %d times, want once", params))
	}
	if err := c.check(); err != nil {
		return nil, invalid(err)
	}
	return c, nil
}

func parse(b []byte) (page, error) {
	var p page
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	if err := dec.Decode(&p); err != nil && !errors.Is(err, io.EOF) {
		return page{}, err
	}
	if err := dec.Decode(&page{}); !errors.Is(err, io.EOF) {
		return page{}, errors.New("a file holds one document")
	}
	return p, nil
}

func invalid(err error) error {
	return fail.Invalid("discretion.catalogue", "裁量基准数据有误："+err.Error(), "the discretion catalogue is wrong: "+err.Error())
}

func (c *Catalogue) check() error {
	if err := c.Params.check(); err != nil {
		return err
	}
	seen := map[string]bool{}
	once := func(kind, id string) error {
		if id == "" || seen[kind+id] {
			return fmt.Errorf("%s %q: no id, or stated twice", kind, id)
		}
		seen[kind+id] = true
		return nil
	}
	for _, s := range c.Sectors {
		if err := once("sector", s.ID); err != nil {
			return err
		}
	}
	for _, x := range c.Circumstances {
		if err := once("circumstance", x.ID); err != nil {
			return err
		}
		if err := x.check(); err != nil {
			return err
		}
	}
	for _, it := range c.Items {
		if err := once("item", it.ID); err != nil {
			return err
		}
		if err := it.check(); err != nil {
			return err
		}
	}
	for _, l := range c.Lists {
		if err := once("list", l.ID); err != nil {
			return err
		}
		if err := l.check(c); err != nil {
			return err
		}
	}
	return nil
}

func (x Circumstance) check() error {
	if x.Title == "" || x.En == "" || x.Basis == "" || !x.Source.known() || len(x.Effects) == 0 {
		return fmt.Errorf("circumstance %s: title, en, basis, source and effects are all needed", x.ID)
	}
	for _, e := range x.Effects {
		ok := e == Lighter || e == Heavier || e == Mitigated || e == None
		if !ok || e == None && len(x.Effects) > 1 {
			return fmt.Errorf("circumstance %s: no effect it can have: %q", x.ID, e)
		}
	}
	for _, n := range x.Needs {
		if n != NeedCorrected && n != NeedHarmless {
			return fmt.Errorf("circumstance %s: unknown need %q", x.ID, n)
		}
	}
	return nil
}

// Item finds an item of the benchmark; NotFound when there is none.
func (c *Catalogue) Item(id string) (Item, error) {
	unit, persons := OfUnit(id)
	i := slices.IndexFunc(c.Items, func(it Item) bool { return it.ID == unit })
	if i >= 0 && persons {
		if it, ok := c.Items[i].ForPersons(); ok {
			return it, nil
		}
		i = -1
	}
	if i < 0 {
		return Item{}, fail.NotFound("discretion.item.unknown", "裁量基准中没有 "+id, "the benchmark has no item "+id)
	}
	return c.Items[i], nil
}

// List finds a list of exemptions; NotFound when there is none.
func (c *Catalogue) List(id string) (List, error) {
	i := slices.IndexFunc(c.Lists, func(l List) bool { return l.ID == id })
	if i < 0 {
		return List{}, fail.NotFound("discretion.list.unknown", "没有首违不罚清单 "+id, "there is no list of exemptions "+id)
	}
	return c.Lists[i], nil
}

func (c *Catalogue) circumstance(id string) (Circumstance, bool) {
	i := slices.IndexFunc(c.Circumstances, func(x Circumstance) bool { return x.ID == id })
	if i < 0 {
		return Circumstance{}, false
	}
	return c.Circumstances[i], true
}

func (c *Catalogue) sector(id string) (string, bool) {
	i := slices.IndexFunc(c.Sectors, func(s Sector) bool { return s.ID == id })
	if i < 0 {
		return "", false
	}
	return c.Sectors[i].Title, true
}
