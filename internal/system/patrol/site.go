package patrol

import (
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"html"
	"net/url"
	"strings"

	"rsc.io/qr"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/register"
)

// A door plate carries a QR code that can be read without a network: "ANLAN1?i=<id>&n=<name>&a=<area>&c=<check>". The check
// tells a misread plate, it is no secret: a plate proves that somebody was at the door no more than any sign there does.

const plateHead = "ANLAN1?"

// plateText is what the plate of a site says.
func plateText(siteID, name, area string) string {
	v := "i=" + url.QueryEscape(siteID) + "&n=" + url.QueryEscape(name) + "&a=" + area
	return plateHead + v + "&c=" + plateCheck(v)
}

func plateCheck(v string) string { return fmt.Sprintf("%06x", crc32.ChecksumIEEE([]byte(v))&0xffffff) }

// plateSite is the site that a plate, or a code typed by hand, names; "" when it is neither.
func plateSite(text string) string {
	text = strings.TrimSpace(text)
	v, plate := strings.CutPrefix(text, plateHead)
	if !plate {
		return text
	}
	body, check, ok := strings.Cut(v, "&c=")
	if !ok || check != plateCheck(body) {
		return ""
	}
	q, err := url.ParseQuery(body)
	if err != nil {
		return ""
	}
	return q.Get("i")
}

// platesMatch says whether a plate was read; one of another site is refused with Invalid.
func platesMatch(text, site string) (bool, error) {
	if text == "" {
		return false, nil
	}
	if site == "" || plateSite(text) != site {
		return false, fail.Invalid("patrol.plate", "门牌码不是本任务的场所", "the door plate is not that of this task's site").At("plate")
	}
	return true, nil
}

type siteInput struct {
	ID string `path:"id" maxLength:"300" doc:"id of the site, or what its door plate says"`
}

// SiteView is what is known of a site where people go on rounds.
type SiteView struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind"`
	Name     string        `json:"name"`
	Area     string        `json:"area"`
	AreaName string        `json:"area_name"`
	Address  string        `json:"address"`
	Risk     string        `json:"risk"`
	Lon      float64       `json:"lon"`
	Lat      float64       `json:"lat"`
	Plate    string        `json:"plate" doc:"what the QR code of its door plate says"`
	Tasks    []Round       `json:"tasks" nullable:"false" doc:"the last 100, newest first"`
	Findings []GridFinding `json:"findings" nullable:"false"`
}

// site shows the history of a site.
func (s *System) site(ctx context.Context, in *siteInput) (*httpapi.Body[SiteView], error) {
	e, err := s.siteOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	scope := httpapi.SubjectOf(ctx).Scope(readTasks)
	v := SiteView{ID: e.ID, Kind: e.Kind, Name: e.Name, Area: e.Area, AreaName: s.Register.Areas().Name(e.Area), Address: e.Address, Risk: string(e.Risk), Lon: e.Lon, Lat: e.Lat, Plate: plateText(e.ID, e.Name, e.Area), Tasks: []Round{}}
	where, args := scope.SQL("area")
	if err := s.DB.Read().NewRaw("SELECT "+taskColumns+" FROM patrol_task WHERE site = ? AND "+where+" ORDER BY due_at DESC, id LIMIT 100", append([]any{e.ID}, args...)...).Scan(ctx, &v.Tasks); err != nil {
		return nil, fmt.Errorf("tasks of %s: %w", e.ID, err)
	}
	for i := range v.Tasks {
		s.fill(&v.Tasks[i])
	}
	v.Findings, err = s.findingsWhere(ctx, s.DB.Read(), "site = ? AND "+where, append([]any{e.ID}, args...)...)
	return httpapi.OK(v), err
}

func (s *System) siteOf(ctx context.Context, text string) (register.Element, error) {
	siteID := plateSite(text)
	if siteID == "" {
		return register.Element{}, fail.Invalid("patrol.plate.misread", "门牌码没有读全，请重新扫描或输入编号", "the plate was not read whole: scan again or type the code").At("id")
	}
	return s.Register.Find(ctx, httpapi.SubjectOf(ctx).Scope(readTasks), siteID)
}

type platesInput struct {
	Area string `query:"area" pattern:"^[0-9]{12,15}$" required:"true" doc:"a community or cell"`
	Kind string `query:"kind" maxLength:"40" required:"true"`
}

// maxPlates is how many plates one sheet has.
const maxPlates = 200

// platesPolicy lets the sheet style itself and show its own pictures, nothing else.
const platesPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-modals"

// plates is a printable sheet of the door plates of an area.
func (s *System) plates(ctx context.Context, in *platesInput) (*httpapi.Sheet, error) {
	items, _ := s.Register.Index().Search(httpapi.SubjectOf(ctx).Scope(readTasks), in.Kind, register.Filter{Area: in.Area}, register.Key{}, maxPlates)
	var b bytes.Buffer
	b.WriteString(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>门牌码</title><style>body{font:14px/1.5 sans-serif;margin:10mm}main{display:grid;grid-template-columns:repeat(3,1fr);gap:6mm}figure{margin:0;border:1px solid #333;border-radius:2mm;padding:4mm;text-align:center;break-inside:avoid}svg{width:38mm;height:38mm}b{display:block}small{color:#444}</style><main>`)
	for _, i := range items {
		svg, err := qrSVG(plateText(i.ID, i.Name, i.Area))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, `<figure>%s<b>%s</b><small>%s<br>%s</small></figure>`, svg, html.EscapeString(i.Name), html.EscapeString(s.Register.Areas().Name(i.Area)), html.EscapeString(i.ID))
	}
	if len(items) == 0 {
		b.WriteString("<p>该范围内没有此类场所。No such sites here.</p>")
	}
	b.WriteString("</main></html>")
	return httpapi.NewSheet(b.Bytes(), platesPolicy), nil
}

// qrSVG draws a QR code with error correction M and the quiet zone that the standard wants (ISO/IEC 18004: four modules).
func qrSVG(text string) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("QR code: %w", err)
	}
	var b strings.Builder
	n := code.Size + 8
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges" role="img"><rect width="%d" height="%d" fill="#fff"/><path d="`, n, n, n, n)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+4, y+4)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String(), nil
}
