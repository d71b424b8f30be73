"""The words of other languages in which an agent may be turned against its user.

Adding a language takes no knowledge of regular expressions: a row of words is enough, see `foreign`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The beginnings of words for each idea, with blanks between them.

    `_` stands for a blank within one, and `.` ends a word that must not go on.
    """

    ignore: str
    before: str
    orders: str
    user: str
    negation: str
    tell: str
    ask: str
    without: str
    consent: str
    hide: str
    send: str
    private: str
    write: str
    silent: str = ""
    """Words that hold "not" and "tell" in one."""
    verb_last: bool = False
    """Whether "without asking" stands before the verb that is denied."""
    negation_first: bool = True
    """Whether "not" stands before what it denies."""
    unasked: str = ""
    """Words that hold "without" and "asking" in one."""


GERMAN = Language(
    negation_first=False,
    ignore="ignorier missacht vergiss vergessen_sie vergesst übergeh umgeh befolge_nicht befolgen_sie_nicht "
    "beachte_nicht beachten_sie_nicht setze_dich setz_dich hinwegsetz verwirf außer_kraft",
    before="bisherig vorherig vorangegangen vorige früher obig oben alle. allen. sämtlich dein ihre. ihren. system "
    "sicherheit",
    orders="anweisung instruktion vorgabe. vorgaben. regeln anleitung befehl richtlinie systemprompt prompt",
    user="nutzer benutzer anwender user. niemand",
    negation="nicht nichts nie. niemals kein keinesfalls",
    tell="sag. sage. sagen erwähn erzähl informier verrat mitteil mitzuteil erfahr erfährt mitbekomm "
    "melde. zeig berichte",
    ask="frag. frage. fragen nachfrag rückfrag bitte_um warte_auf hole",
    without="ohne. ungefragt",
    consent="rückfrage zustimmung einwilligung erlaubnis genehmigung bestätigung wissen. zu_fragen nachzufragen "
    "freigabe",
    hide="verschweig verheimlich verbirg verberg verstecke heimlich versteckt_vor",
    send="sende. senden sendet schick lade. übermittl überträg übertrag kopiere",
    private="passw passwör schlüssel zugangsdaten geheim umgebungsvariab",
    write="schreib füg ergänz trag änder",
)
ROMANCE = Language(
    ignore="ignor olvid oubli néglig contourn esque desconsider descart dimentic omit trascur no_hagas_caso no_sigas "
    "no_siga non_seguire não_siga ne_suis_pas ne_suivez_pas ne_tenez ne_tiens ne_respecte nu_ține_cont "
    "nu_urma",
    before="anterior previa previo prévi precedente. precedenti précédent antérieur ci-dessus plus_haut arriba acima "
    "sopra sistema systèm initiale iniciai inicial recib receb reçu todas todos todo. toda. toute tous. toate "
    "tutt tus. sus. tes. vos. suas. tue. sécurité qui_précède",
    orders="instruccion instrucci instruçõ instrucõ instruct. instruções instrucțiun istruzion instructions. "
    "consigne directive directriz diretriz direttiv regla regra regol règle órdenes ordens ordini indicac "
    "ordres prompts lo_anterior ce_qui_précède",
    user="usuari usuári utente utenti utilisat utilizador utilizator nadie ninguém nessuno personne",
    negation="no. não. non. nu. ne. n' nunca jamás jamais pas. rien. nada. mai.",
    tell="dig dic dir. dis. dites mencion menzion mention inform cuent revel révél signal avis avertis prévien "
    "avisar cont parl parle spune spui",
    ask="pregunt pid pedir peça pedir pergunt chied chieder solicit demand consult attend pose întreb",
    without="sin. sem. senza. sans. fără. désactiv desactiv desativ disattiv contourn omita",
    consent="permis permes permiso autoriz autoris autorisat consent confirm conferma aprob aprov approb accord. "
    "aval. preguntar perguntar chiedere demander avisar informar prévenir avertir conocimiento saber_do "
    "întreba",
    hide="ocult escond nascond cache dissimul en_secreto em_segredo in_segreto a_escondidas di_nascosto à_l'insu "
    "en_secret en_cachette secrètement ascunde",
    send="envia envía envie envíe enviar envoi envoy invia transmet transmit télévers subir sube. suba. mande. "
    "manda. mandar carica carreg trimit copia. copie.",
    private="contraseñ credencial clave chave senha clés. clé. identifiant mots_de_passe mot_de_passe chiavi "
    "credenzial segredo",
    write="ajout écri modifique modifiez modifie. añad agreg escrib adicion acrescent aggiung scriv",
)
SLAVIC = Language(
    ignore="zignoruj ignoruj pomiń zapomnij nie_przestrzegaj ignorujte zapomeň zapomeňte nedbej neřiď zanemari "
    "ignoriraj nerešpektuj",
    before="poprzedni wcześniejsz powyższ wszystki system předchoz všechn předešl prethodn sve. svih predchádzaj "
    "všetk twoje",
    orders="instrukcj polece zasad wytyczn reguł pokyn instrukc pravid instrukcij uput pravil",
    user="użytkownik uživatel korisnik používateľ nikomu",
    negation="nie. ne. nigdy. nikdy. nic. nemoj nikada",
    tell="mów powiadamiaj informuj wspominaj ujawniaj říkej zmiňuj govori spominj",
    ask="pytaj proś czekaj ptej pitaj",
    without="bez. wyłącz vypni isključi",
    consent="zgody zgodę potwierdze wiedzy pytania pozwole souhlas vědomí potvrzen ptaní pristank dopušt",
    hide="ukryj ukrywaj zataj skryj zataji sakrij w_tajemnicy potajemnie tajně potajno",
    send="wyślij prześlij odešli pošli pošalji nahraj",
    private="hasł klucz heslo hesla klíč lozink ključ",
    write="dopisz dodaj zapisz připiš přidej",
    silent="neříkej neinformuj nezmiňuj nesděluj neprozraď",
    unasked="neptej",
)
CYRILLIC = Language(
    ignore="игнорир проигнорир забудь забудьте отбрось отбросьте обойди обойдите не_следуй не_соблюдай не_выполняй "
    "не_учитывай ігноруй проігноруй забудьте не_дотримуй пренебрег игнорирай",
    before="предыдущ прежн выше вышеизложенн все. всех. любые систем попередн усі. всі. всіх. системн безопасност "
    "указани_системы твои ваши предишн",
    orders="инструкц інструкц указани правил команд ограничени промпт вказівк обмежен",
    user="пользовател користувач потребител никому нікому",
    negation="не. ни. никогда ніколи нікому никому",
    tell="сообща говор упомина рассказыва информир показыва повідомля кажи згаду розповіда",
    ask="спрашива спроси запрашива проси_ запиту питай",
    without="без. отключи обойди вимкни",
    consent="ведома согласи разрешени подтвержд спроса одобрени згоди відома дозвол запиту",
    hide="скрой скрыва скрыть утаи тайно тайком втайне скрытно прихова таємно",
    send="отправ перешл загруз выгруз надішл відправ",
    private="ключ парол секрет токен",
    write="добав измени запиши допиши додай",
)
NORDIC = Language(
    negation_first=False,
    ignore="negeer vergeet omzeil sla_over ignorera glöm bortse ignorer glem se_bort strunta tilsidesæt unohda ohita "
    "jätä_huomiotta",
    before="eerder voorgaand vorige bovenstaand alle. al. tidigare föregående ovanstående alla. tidligere forrige "
    "ovenstående ovenfor system aiemm edellis kaikki",
    orders="instructies regels aanwijzing opdracht richtlijn instruktion regler anvisning instruks riktlinj "
    "retningslinj ohje",
    user="gebruiker användare bruker. brukeren brukaren bruger käyttäj niemand",
    negation="niet. niets. nooit. geen. inte. inget aldrig ikke. ingenting ikkje. älä.",
    tell="vertel zeg meld informeer berätta säg nämn fortel fortell fortæl sig. si. nevn nævn kerro mainitse",
    ask="vraag fråga spør spørg wacht kysy",
    without="zonder utan uten uden",
    consent="toestemming vragen bevestiging medeweten tillstånd samtycke godkännande fråga bekräft tillatelse "
    "samtykke spørre spørge tilladelse lupaa",
    hide="verberg verzwijg stiekem heimelijk dölj hemligt i_smyg skjul hemmelig salaa piilota",
    send="stuur verstuur skicka sänd lähetä",
    private="wachtwoord sleutel lösenord nyckel nycklar passord nøkkel nøgle adgangskode salasana",
    write="voeg schrijf lägg skriv legg tilføj lisää",
)
TURKISH = Language(
    negation_first=False,
    ignore="yok_say yok_sayın unut göz_ardı görmezden dikkate_alma",
    before="önceki yukarıdaki tüm. bütün sistem daha_önceki",
    orders="talimat komut kural yönerge",
    user="kullanıcı kimse",
    negation="asla. hiç. sakın",
    tell="söyle bildir bahset anlat",
    ask="sor. sorma",
    without="olmadan almadan",
    consent="onay izin izni",
    hide="gizle sakla gizlice",
    send="gönder yükle",
    private="parola şifre anahtar",
    write="ekle yaz. yazın",
    silent="söyleme. söylemeyin bildirme. bildirmeyin bahsetme. bahsetmeyin haber_verme",
    unasked="sorma. sormayın sormadan",
)
SOUTHEAST_ASIAN = Language(
    ignore="abaikan lupakan acuhkan bỏ_qua quên phớt_lờ",
    before="sebelumnya terdahulu di_atas semua sistem trước trên tất_cả hệ_thống",
    orders="instruksi perintah aturan arahan panduan hướng_dẫn chỉ_dẫn chỉ_thị quy_tắc lệnh",
    user="pengguna người_dùng siapa_pun",
    negation="jangan tidak đừng không. chớ",
    tell="beri_tahu memberi_tahu beritahu katakan sebutkan laporkan nói cho_biết thông_báo báo_cho tiết_lộ",
    ask="tanya bertanya minta hỏi",
    without="tanpa mà_không không_cần chưa",
    consent="izin persetujuan konfirmasi bertanya sepengetahuan phép đồng_ý xác_nhận hỏi",
    hide="sembunyikan rahasiakan diam-diam giấu bí_mật che_giấu lén",
    send="kirim unggah gửi tải_lên",
    private="kata_sandi kunci mật_khẩu khóa",
    write="tambahkan tulis thêm ghi. viết",
)
CHINESE = Language(
    ignore="忽略 无视 無視 忘记 忘記 忽視 忽视 不要遵 不再遵 绕过 繞過 违反 抛弃 不必遵 无需遵",
    before="之前 以前 以上 上面 先前 前面 所有 系统 系統 一切 原有 你的 此前 上述",
    orders="指令 指示 说明 說明 规则 規則 提示词 提示 要求 命令 限制 约束 指引",
    user="用户 用戶 使用者 任何人",
    negation="不要 不得 切勿 别 绝不 不能 不可 禁止 请勿 無需 无需 不必 不用 勿 无须",
    tell="告诉 告訴 告知 提及 透露 通知 让 讓 提醒 知道",
    ask="询问 詢問 征求 徵求 请示 請示 征得 等待 问",
    without="未经 不经 跳过 绕过 关闭 禁用 停用",
    consent="同意 许可 許可 批准 确认 確認 授权 授權 审批 審批",
    hide="隐瞒 隱瞞 瞒着 背着 偷偷 暗中 保密",
    send="发送 發送 上传 上傳 发到 发给 传到 提交",
    private="密钥 密碼 密码 凭证 令牌 环境变量 源代码 对话",
    write="添加 写入 修改 加入 編輯",
)
JAPANESE = Language(
    ignore="無視 忘れ 従わな 破棄 無効",
    before="以前 これまで 前の 上記 すべて 全て システム 先ほど 今まで 元の 上の",
    orders="指示 命令 ルール プロンプト 指令 規則 制約",
    user="ユーザ 利用者 使用者",
    negation="ないで せず なしに 不要 ないこと ず、 てはいけな",
    tell="知らせ 伝え 言わ 教え 報告 見せ 言及 話さ 通知",
    ask="質問 尋ね 聞か 確認 求め 許可 承認",
    without="スキップ 無効 求めず 取らず 得ず なし",
    consent="許可 同意 承認 確認",
    verb_last=True,
    negation_first=False,
    hide="隠 内緒 秘密に 気づかれ",
    send="送信 アップロード 送っ 送る",
    private="鍵 パスワード 認証 秘密 キー",
    write="追加 書き込 編集 変更",
    silent="知らせない 知らせず 伝えない 伝えず 言わない 言わず 教えない 報告しない 見せない "
    "言及しない 話さない 通知しない",
)
KOREAN = Language(
    ignore="무시 잊어 잊고 따르지_마 따르지_말",
    before="이전 위의 앞의 앞서 기존 모든 시스템",
    orders="지시 명령 규칙 지침 프롬프트",
    user="사용자 유저",
    negation="지_마 지_말 않고 말고",
    tell="알리 말하 보고 알려 언급",
    ask="묻 물어 확인",
    without="없이",
    consent="동의 허락 승인 확인",
    verb_last=True,
    negation_first=False,
    hide="숨기 숨겨 모르게 몰래 비밀로",
    send="전송 업로드 보내",
    private="비밀번호 토큰 환경_변수 키를",
    write="추가 수정 기록",
    silent="알리지 말하지 알려주지 보고하지 언급하지",
    unasked="묻지 물어보지",
)
ARABIC = Language(
    ignore="تجاهل انس. انسَ تغاض نادیده فراموش",
    before="السابق جميع كل. أعلاه النظام قبلی تمام همه",
    orders="التعليمات تعليمات الأوامر القواعد دستورالعمل دستورات",
    user="المستخدم للمستخدم کاربر",
    negation="لا. عدم نکن",
    tell="تخبر تذكر تبلغ تُخبر إخبار نگو اطلاع",
    ask="تسأل سؤال تطلب نپرس",
    without="دون. بدون. بدون_",
    consent="موافقة إذن علم سؤال اجازه تأكيد",
    hide="أخف اخف سر. سرا سرًا مخفی",
    send="أرسل ارسل ارفع",
    private="كلم المفاتيح مفتاح أسرار",
    write="أضف اكتب عدل",
)
INDIC = Language(
    ignore="अनदेखा नज़रअंदाज़ नजरअंदाज भूल उपेक्षा উপেক্ষা",
    before="पिछले पिछली पूर्व सभी ऊपर सिस्टम পূর্ববর্তী সমস্ত",
    orders="निर्देश आदेश नियम নির্দেশ",
    user="उपयोगकर्ता यूज़र यूजर ব্যবহারকারী",
    negation="मत. न. नहीं. ना. না.",
    tell="बता सूचित कह. জানা",
    ask="पूछ पूछें",
    without="बिना.",
    consent="पूछे अनुमति सहमति",
    verb_last=True,
    negation_first=False,
    hide="छिपा छुपा गुप्त চুপ",
    send="भेज अपलोड",
    private="पासवर्ड कुंजी टोकन",
    write="जोड़ लिख",
)
OTHERS = Language(
    negation_first=False,
    ignore="αγνόησε αγνοήστε ξέχασε hagyd_figyelmen hagyj_figyelmen felejtsd התעלם התעלמי שכח ละเว้น เพิกเฉย ไม่ต้องสนใจ",
    before="προηγούμεν όλες όλα korábbi előző összes minden הקודמות כל. ก่อนหน้า ทั้งหมด",
    orders="οδηγί εντολ κανόν utasítás szabály ההוראות הוראות คำสั่ง คำแนะนำ",
    user="χρήστη felhasználó המשתמש למשתמש ผู้ใช้",
    negation="μην. ne. אל. ไม่ต้อง อย่า",
    tell="πεις αναφέρεις mond említ תספר תגיד บอก แจ้ง",
    ask="ρωτήσεις kérdez תשאל ถาม",
    without="χωρίς nélkül בלי ללא โดยไม่",
    consent="άδεια έγκριση να_ρωτήσεις engedély jóváhagyás אישור ידיעת อนุญาต ถาม",
    hide="κρύψε κρυφά titokban rejtsd הסתר בסתר ซ่อน แอบ",
    send="στείλε küldd שלח ส่ง",
    private="κωδικ κλειδι jelszó kulcs סיסמ รหัสผ่าน",
    write="πρόσθεσε add_hozzá הוסף เพิ่ม",
)
LANGUAGES = (
    *(GERMAN, ROMANCE, SLAVIC, CYRILLIC, NORDIC, TURKISH, SOUTHEAST_ASIAN),
    *(CHINESE, JAPANESE, KOREAN, ARABIC, INDIC, OTHERS),
)
