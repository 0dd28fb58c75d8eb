package grid

import (
	"context"
	"io"
	"strconv"

	"anlan/internal/base/form"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/base/upload"
	"anlan/internal/engine/register/exchange"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (s *System) importOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/register/imports", imports, s.listImports).Doc("Imports", "Newest first: the caller's own and those of others all of whose areas the caller keeps."),
		httpapi.Command("/register/imports", imports, s.receiveImport).Takes("application/octet-stream").Doc("Send a file to import", "XLSX, CSV (UTF-8 or GB 18030), GeoJSON, or a shapefile in a ZIP, of at most 256 MiB, as the body. The answer says what was found in it and proposes a plan. The kind is one of elements, or area-outline for outlines of areas, whose run is one act. The same file again while it waits is the same import."),
		httpapi.Get("/register/imports/{id}", imports, s.showImport).Doc("One import", "Where it stands, what is in the file, and what its columns may be."),
		httpapi.Get("/register/imports/{id}/faults", imports, s.importFaults).Doc("What is wrong with rows", "By row; all faults of a row are on one page. The cursor is a row."),
		httpapi.Streams("/register/imports/{id}/wrong", imports, s.importWrong).Returns(xlsxType).Doc("The wrong rows as a workbook", "The columns of the file, then what is wrong and how to mend it. Mended, it can be sent as it is."),
		httpapi.Post("/register/imports/{id}/check", imports, s.checkImport).Doc("Begin the dry run", "Every row is looked at as the run will; nothing is changed. May be repeated with another plan until the run begins."),
		httpapi.Post("/register/imports/{id}/run", imports, s.runImport).Doc("Begin the run", "After the dry run, or to go on after a failure or a cancelling in the middle. Rows go in by batches; no row goes in twice."),
		httpapi.Post("/register/imports/{id}/cancel", imports, s.cancelImport).Doc("End an import", "What has gone in by then stays."),
		httpapi.Streams("/register/templates/{kind}", imports, s.template).Returns(xlsxType).Doc("A workbook to fill in", "Titles with notes and drop-downs, what each column wants, and an example."),
	}
}

// importer is the caller as one who imports: where they keep the register and may import.
func importer(ctx context.Context) exchange.Person {
	by := httpapi.SubjectOf(ctx)
	p := exchange.Person{ID: by.ID, Name: by.Name, Sight: by.Scope(read)}
	for _, area := range by.Scope(imports) {
		p.Put = append(p.Put, by.Scope(put).Within(area)...)
	}
	return p
}

// ImportView is an import on its page.
type ImportView struct {
	exchange.Job
	KindTitle lang.Text      `json:"kind_title"`
	Choices   []ImportColumn `json:"choices" nullable:"false" doc:"what columns of the file may be"`
	Keys      []exchange.Key `json:"keys" nullable:"false"`
	Systems   []SystemTitle  `json:"systems" nullable:"false"`
}

// ImportColumn is what a column of a file may be.
type ImportColumn struct {
	Name   string    `json:"name"`
	Title  lang.Text `json:"title"`
	Unit   string    `json:"unit"`
	Needed bool      `json:"needed" doc:"a new element needs it"`
	Key    bool      `json:"key"`
}

// SystemTitle is a system of coordinates.
type SystemTitle struct {
	Name  geo.System `json:"name"`
	Title lang.Text  `json:"title"`
}

func systemTitles() (out []SystemTitle) {
	for _, s := range geo.Systems {
		out = append(out, SystemTitle{s.Name, s.Title})
	}
	return out
}

// importView shows a job. Its kind may be declared no more.
func (s *System) importView(j exchange.Job) ImportView {
	v := ImportView{Job: j, KindTitle: lang.T(j.Kind, j.Kind), Choices: []ImportColumn{}, Keys: []exchange.Key{}, Systems: systemTitles()}
	k, err := s.Exchange.Kind(j.Kind)
	if err != nil {
		return v
	}
	v.KindTitle, v.Keys = k.Title, exchange.Keys(k)
	for _, c := range exchange.Columns(k) {
		needed := c.Given || !c.Optional && c.Type != form.Truth
		v.Choices = append(v.Choices, ImportColumn{c.Name, c.Title, c.Unit, needed, c.Key})
	}
	return v
}

// ImportItem is an import in a list.
type ImportItem struct {
	exchange.Job
	KindTitle lang.Text `json:"kind_title"`
}

type importsInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"64" doc:"next of the page before"`
}

func (s *System) listImports(ctx context.Context, in *importsInput) (*httpapi.Body[httpapi.Page[ImportItem]], error) {
	jobs, next, err := s.Exchange.List(ctx, importer(ctx), in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[ImportItem]{Items: []ImportItem{}, Next: next}
	for _, j := range jobs {
		v := s.importView(j)
		j.Tables, j.Plan.Columns = []exchange.Table{}, []string{}
		page.Items = append(page.Items, ImportItem{j, v.KindTitle})
	}
	return httpapi.OK(page), nil
}

type receiveImportInput struct {
	Kind string `query:"kind" required:"true" minLength:"1" maxLength:"40"`
	Name string `query:"name" required:"true" minLength:"1" maxLength:"200" doc:"of the file"`
}

func (s *System) receiveImport(ctx context.Context, in *receiveImportInput) (*httpapi.Body[ImportView], error) {
	if in.Kind != exchange.Outlines {
		if err := s.kind(in.Kind); err != nil {
			return nil, err
		}
	}
	body := httpapi.IncomingOf(ctx).Open(ctx)
	defer body.Close()
	j, err := s.Exchange.Receive(ctx, importer(ctx), in.Kind, upload.CleanName(in.Name), body)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.importView(j)), nil
}

func (s *System) showImport(ctx context.Context, in *idInput) (*httpapi.Body[ImportView], error) {
	j, err := s.Exchange.Find(ctx, importer(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.importView(j)), nil
}

type faultsInput struct {
	ID     string `path:"id" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"rows on a page"`
	Cursor string `query:"cursor" pattern:"^[0-9]{0,9}$" doc:"next of the page before"`
}

func (s *System) importFaults(ctx context.Context, in *faultsInput) (*httpapi.Body[httpapi.Page[exchange.RowFault]], error) {
	after, _ := strconv.Atoi(in.Cursor) // empty: from the first
	list, next, err := s.Exchange.Faults(ctx, importer(ctx), in.ID, in.Limit, after)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[exchange.RowFault]{Items: list}
	if next > 0 {
		page.Next = strconv.Itoa(next)
	}
	return httpapi.OK(page), nil
}

// languageOf is the caller's language for what is written into files.
func languageOf(ctx context.Context) string {
	if lang.English(httpapi.LanguageOf(ctx)) {
		return "en"
	}
	return "zh"
}

func (s *System) importWrong(ctx context.Context, in *idInput) (httpapi.File, func(context.Context, io.Writer) error, error) {
	by, language := importer(ctx), languageOf(ctx)
	j, err := s.Exchange.Find(ctx, by, in.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	name := lang.T("需更正的行", "rows to mend").In(language) + " " + stem(j.Name) + ".xlsx"
	return httpapi.File{Name: name, Type: xlsxType}, func(ctx context.Context, w io.Writer) error {
		return s.Exchange.WriteWrong(ctx, by, in.ID, language, w)
	}, nil
}

// stem is the name of a file without its ending.
func stem(name string) string {
	for i := len(name) - 1; i > 0; i-- {
		if name[i] == '.' {
			return name[:i]
		}
	}
	return name
}

type checkImportInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body exchange.Plan
}

func (s *System) checkImport(ctx context.Context, tx *store.Tx, in *checkImportInput) (*httpapi.Body[ImportView], error) {
	j, err := s.Exchange.Check(ctx, tx, importer(ctx), in.ID, in.Body)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.importView(j)), nil
}

func (s *System) runImport(ctx context.Context, tx *store.Tx, in *idInput) (*httpapi.Body[ImportView], error) {
	j, err := s.Exchange.Start(ctx, tx, importer(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.importView(j)), nil
}

func (s *System) cancelImport(ctx context.Context, tx *store.Tx, in *idInput) (*httpapi.Body[ImportView], error) {
	j, err := s.Exchange.Cancel(ctx, tx, importer(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.importView(j)), nil
}

type templateInput struct {
	Kind string `path:"kind" maxLength:"40"`
}

func (s *System) template(ctx context.Context, in *templateInput) (httpapi.File, func(context.Context, io.Writer) error, error) {
	k, err := s.Register.Kinds().Find(in.Kind)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	language := languageOf(ctx)
	return httpapi.File{Name: lang.T("导入模板", "template").In(language) + " " + k.Title.In(language) + ".xlsx", Type: xlsxType}, func(_ context.Context, w io.Writer) error {
		return exchange.Template(k, language, w)
	}, nil
}
