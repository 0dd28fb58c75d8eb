package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// MailOptions say which server takes mail (HOST:PORT) and who sends it. TLS is used when the server offers it, and must be
// there for a User. Timeout is for one message, 15 seconds when zero.
type MailOptions struct {
	Server, From   string
	User, Password string
	Timeout        time.Duration
	Clock          clock.Clock
}

// Mail is a channel by e-mail. That a server has taken a message does not say that it arrived, nor that it was read, and
// nobody can be asked: so its best receipt is Sent.
type Mail struct {
	o    MailOptions
	host string
	from *mail.Address
}

var errCannotAsk = errors.New("this channel cannot be asked")

// NewMail makes the channel. It fails with Invalid for a server that is not HOST:PORT or a sender that is no address.
func NewMail(o MailOptions) (*Mail, error) {
	host, _, err := net.SplitHostPort(o.Server)
	if err != nil || host == "" {
		return nil, fail.Invalid("notify.mail-server", "邮件服务器应为 主机:端口", "the mail server is HOST:PORT").Because(err)
	}
	from, err := mail.ParseAddress(o.From)
	if err != nil {
		return nil, fail.Invalid("notify.mail-from", "发件人不是邮件地址", "the sender is no mail address").Because(err)
	}
	if o.Timeout == 0 {
		o.Timeout = 15 * time.Second
	}
	return &Mail{o: o, host: host, from: from}, nil
}

// Name is "mail".
func (*Mail) Name() string { return "mail" }

// Title is the name as people know it.
func (*Mail) Title() lang.Text { return lang.T("电子邮件", "E-mail") }

// Ask is not possible.
func (*Mail) Ask(context.Context, string) (Receipt, error) {
	return Receipt{}, fmt.Errorf("mail: %w", errCannotAsk)
}

// Send hands the message to the server. What goes wrong before the text is handed over is ErrNotSent; a connection that
// breaks while the server's last word is awaited leaves it open.
func (m *Mail) Send(ctx context.Context, msg Message) (Receipt, error) {
	to, err := mail.ParseAddress(msg.To)
	if err != nil {
		return Receipt{State: Failed, Detail: "邮件地址无效"}, nil
	}
	d := net.Dialer{Timeout: 5 * time.Second}
	c, err := d.DialContext(ctx, "tcp", m.o.Server)
	if err != nil {
		return Receipt{}, fmt.Errorf("mail: %w: %w", ErrNotSent, err)
	}
	defer c.Close()
	limit, cancel := context.WithTimeout(ctx, m.o.Timeout)
	defer cancel()
	defer context.AfterFunc(limit, func() { _ = c.Close() })()
	s, err := smtp.NewClient(c, m.host)
	if err != nil {
		return Receipt{}, fmt.Errorf("mail: %w: %w", ErrNotSent, err)
	}
	to.Name = msg.Name
	if err := m.begin(s, to.Address); err != nil {
		return refusedBy(fmt.Errorf("%w: %w", ErrNotSent, err))
	}
	w, err := s.Data()
	if err != nil {
		return refusedBy(fmt.Errorf("%w: %w", ErrNotSent, err))
	}
	if _, err := w.Write(m.letter(to, msg)); err != nil {
		return Receipt{}, fmt.Errorf("mail: %w: %w", ErrNotSent, err) // without the final dot nothing is taken
	}
	if err := w.Close(); err != nil {
		return refusedBy(err)
	}
	_ = s.Quit()
	return Receipt{State: Sent, Detail: "邮件服务器已接收"}, nil
}

func (m *Mail) begin(s *smtp.Client, to string) error {
	if ok, _ := s.Extension("STARTTLS"); ok {
		if err := s.StartTLS(&tls.Config{ServerName: m.host, MinVersion: tls.VersionTLS12}); err != nil {
			return err
		}
	}
	if m.o.User != "" {
		if err := s.Auth(smtp.PlainAuth("", m.o.User, m.o.Password, m.host)); err != nil { // refuses without TLS, but for localhost
			return err
		}
	}
	if err := s.Mail(m.from.Address); err != nil {
		return err
	}
	return s.Rcpt(to)
}

// refusedBy tells a server's final no (5xx) and its not now (4xx) from a broken connection.
func refusedBy(err error) (Receipt, error) {
	var said *textproto.Error
	switch {
	case !errors.As(err, &said):
		return Receipt{}, fmt.Errorf("mail: %w", err)
	case said.Code >= 500:
		return Receipt{State: Failed, Detail: short([]byte(said.Error()))}, nil
	}
	return Receipt{}, fmt.Errorf("mail: %w: %w", ErrNotSent, err)
}

func (m *Mail) letter(to *mail.Address, msg Message) []byte {
	var b bytes.Buffer
	head := func(name, value string) {
		b.WriteString(name + ": " + strings.NewReplacer("\r", " ", "\n", " ").Replace(value) + "\r\n")
	}
	head("From", m.from.String())
	head("To", to.String())
	head("Subject", mime.BEncoding.Encode("utf-8", strings.NewReplacer("\r", " ", "\n", " ").Replace(msg.Subject)))
	head("Date", m.o.Clock.Now().Format(time.RFC1123Z))
	head("Message-ID", "<"+strings.Map(plainOnly, msg.Key)+"@anlan>")
	head("Auto-Submitted", "auto-generated")
	head("MIME-Version", "1.0")
	head("Content-Type", "text/plain; charset=utf-8")
	head("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	for text := base64.StdEncoding.EncodeToString([]byte(msg.Text)); text != ""; {
		n := min(len(text), 76)
		b.WriteString(text[:n] + "\r\n")
		text = text[n:]
	}
	return b.Bytes()
}

func plainOnly(r rune) rune {
	if r == '.' || r == '-' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' {
		return r
	}
	return '-'
}
