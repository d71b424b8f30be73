"""Words that stand between what users say about a turn, and change what it means: a line or two for each language.

English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian,
Ukrainian, Turkish, Chinese, Japanese, Korean, Swedish, Czech, Arabic, Hindi, Vietnamese, Indonesian.
"""

from typing import Final, Literal

Between = Literal["not", "but", "sub", "next", "doubt", "answer", "filler"]
"""`not` turns the next word round, `but` begins another clause, and what follows `sub` is said about something that
should be, or happen. `doubt` may be a complaint, so it is not taken for moving on. `next` ends what
is said about the last turn. `answer` is for a question of the agent."""

BETWEEN: Final[dict[Between, str]] = {
    "not": """
        not|isnt|arent|wasnt|doesnt|dont|didnt|never|hardly|wont|cant|cannot|aint|neither|nothing|without|far from|
        less than|not really|not exactly|not quite|no longer
        nicht|kein|keine|keiner|nie|leider nicht|nicht mehr|ohne
        pas|jamais|ne|plus|sans
        ni|tampoco|nunca|jamas|sin|ya no
        nem|nunca|jamais|sem|nao esta
        neanche|mai|senza|non e
        niet|geen|nooit|zonder
        nigdy|bez
        не|ни|никогда|без
        не|ніколи|без
        değil|hiç
        不太|并不|並不|没|沒|未|从不|別|别
        inte|ingen|aldrig|utan
        neni|nikdy|bez
        ليس|ليست|لم|لن|غير|بدون
        मत
        chua|khong phai
        belum|jangan|tanpa
    """,
    "but": """
        but|however|although|though|except|yet
        aber|jedoch|allerdings|trotzdem|leider
        mais|cependant|pourtant|par contre
        pero|sin embargo|aunque
        mas|porem|no entanto
        ma|pero|tuttavia
        maar|echter
        ale|jednak
        но|однако|хотя
        але|проте|однак
        ama|fakat|ancak
        但是|但|可是|不过|不過|然而
        でも|しかし|けど|けれど|ですが|だけど
        하지만|그런데|그러나|근데|지만|는데
        men
        avsak
        لكن|ولكن
        लेकिन|पर
        nhung
        tapi|namun
    """,
    "sub": """
        if|when|whenever|fix|resolve|where|which|who|unless|until|so that|because|make sure|ensure|check that|
        check whether|
        check if|whether|verify that|a test that|how|add|create|write|implement|should|must|explain|what happens|
        find out why|investigate
        wenn|falls|behebe|dass|damit|sodass|stelle sicher|ob|wo|füge|erstelle|schreibe|erkläre
        quand|lorsque|corrige|afin|assure-toi|verifie|ajoute|cree|explique
        cuando|corrige|arregla|para que|asegurate|si el|si la|donde|agrega|crea|explica
        quando|para que|certifique|onde|adicione|crie
        se il|se la|affinche|assicurati|dove|aggiungi
        als|wanneer|zodat|zorg|waar
        jesli|gdy|kiedy|zeby|gdzie|dodaj
        если|когда|исправь|чтобы|где|проверь|добавь|объясни
        якщо|коли|щоб|де|додай
        eğer|ekle
        如果|修复|确保|確保|当|當|为什么|添加|检查|解释
        場合|もし|なぜ|追加して
        만약|경우|왜
        om|när|så att
        kdyz|pokud|aby
        إذا|عندما|لماذا|أضف
        अगर|जब|क्यों
        neu|khi|tai sao
        jika|kalau|ketika|mengapa|tambahkan
    """,
    "next": """
        next task|next thing|next up|next|another thing|another task|unrelated|new task|different topic|
        separate issue|moving on|on to
        als nächstes|nächste aufgabe|etwas anderes|neues thema
        ensuite|autre chose|sujet different
        siguiente|otra cosa|otro tema
        próxima tarefa|outra coisa
        prossimo|altra cosa
        volgende|iets anders
        nastepne|cos innego
        следующее|следующая задача|другая задача|другой вопрос
        наступне|інше завдання
        sıradaki|başka bir
        下一个|下一個|接下来|接下來|另外|换个
        次は|次に|別件
        다음은|다음으로|다른
        nästa|något annat
        dalsi ukol|neco jineho
        التالي|شيء آخر
        अगला|दूसरा काम
        tiep theo|viec khac
        selanjutnya|hal lain
    """,
    "doubt": """
        still|error|errors|exception|traceback|stack trace|fails|failing|failed|failure|broke|broken|crash|crashes|
        crashed|
        wrong|weird|strange|instead|unexpected|doesnt|didnt
        fehler|fehlermeldung|kaputt|komisch|abgestürzt|stattdessen|noch
        erreur|erreurs|toujours|encore|bizarre
        error|errores|sigue|todavia|fallo|raro
        erro|erros|ainda|falha|estranho
        errore|errori|ancora|strano
        fout|fouten|foutmelding|raar
        blad|błąd|błędy|nadal|dziwne
        ошибка|ошибки|ошибку|падает|странно|все еще|опять
        помилка|помилки|досі
        hata|hatası|hala
        报错|錯誤|错误|失败|异常|还是|還是|仍然
        エラー|まだ|失敗|例外|おかしい
        오류|에러|아직|실패|이상
        felet|fortfarande|konstigt
        chyba|chyby|stale
        خطأ|مازال|لا يزال
        त्रुटि|एरर|अभी भी
        loi|van con
        masih|galat|kesalahan
    """,
    "answer": """
        yes|yeah|yep|yup|sure|ok|okay|k|go ahead|go on|go|continue|carry on|keep going|proceed|do it|please do|
        yes please|fine|alright|right|agreed|hi|hello|hey|done|both|all of them|the first|the second|option|first one|
        second one|resume|maybe|whatever
        ja|jo|mach weiter|weiter|mach das|mach es|gerne|in ordnung|klar|einverstanden|hallo|genau|okay
        oui|d'accord|continue|vas-y|bien sur|bonjour|allez
        si|claro|vale|adelante|continua|sigue|de acuerdo|hola
        sim|pode|pode continuar|prossiga|certo|oi|ola
        va bene|procedi|certo|d'accordo|ciao
        ga door|ga verder|prima|goed|akkoord
        tak|kontynuuj|dalej|dobrze|dobra|jasne
        да|ага|продолжай|давай|дальше|ок|ладно|конечно|угу|привет
        так|продовжуй|давай|гаразд|ага
        evet|devam et|devam|tamam|olur|merhaba
        是|是的|好|好的|继续|繼續|可以|行|嗯|对|對|你好
        はい|続けて|続けてください|お願いします|お願い|うん|そうです
        네|예|응|계속|계속해|그래|좋아|부탁
        fortsätt|javisst|okej
        ano|jo|pokracuj|dobre
        نعم|تابع|استمر|حسنا|طيب|تمام
        हाँ|हां|जारी रखो|ठीक है|ठीक|जी
        co|vang|tiep tuc|tiep|u
        ya|iya|lanjutkan|lanjut|oke|baik
    """,
    "filler": """
        a|an|the|this|that|thats|it|its|is|was|so|very|much|a lot|lots|many|really|now|all|for|you|your|help|again|
        please|pls|just|and|oh|ah|hm|hmm|well|man|mate|buddy|to|of|once more|one more time|properly|correctly|
        finally|everything|here|there|i|me|my|with|as
        das|die|der|es|ist|so|sehr|jetzt|mal|bitte|nochmal|noch einmal|und|ach|hm|alles|dir|schön|super|für|deine|
        hilfe|dafür|auch|doch
        c'est|ça|ca|tres|maintenant|bien|s'il te plait|encore|et|tout|pour|ton|aide|ah|cela|le|la|les
        eso|esto|es|muy|ahora|por favor|otra vez|y|todo|por|tu|ayuda|ya|ah|asi|el|lo
        isso|isto|e|muito|agora|por favor|de novo|tudo|pela|ajuda|ja|ta|esta
        questo|quello|molto|adesso|ora|per favore|di nuovo|tutto|per|aiuto|lo|il|cosi
        dat|dit|het|is|heel|erg|nu|alsjeblieft|opnieuw|alles|voor|je|hulp|zo|en
        to|bardzo|teraz|prosze|jeszcze raz|wszystko|za|pomoc|jest|juz|i
        это|все|всё|очень|теперь|пожалуйста|еще раз|ещё раз|за|помощь|и|тебе|вам|большое|уже|так|снова|опять
        це|все|дуже|тепер|будь ласка|ще раз|за|допомогу|і|вже|знову
        bu|çok|şimdi|lütfen|tekrar|her şey|için|ve
        了|的|很|非常|太|真|你|啊|吧|呢|现在|現在|请|請|再|这|這|那|个|哦|都|您|又|就|是不|一下
        です|ます|ました|ね|よ|とても|本当に|は|が|を|の|に|これ|それ|もう一度|もう|ください|ちょっと|すごく|今|、|
        どうも|全部
        요|정말|너무|매우|이제|다시|좀|그거|이거|제발|주세요|해|도
        det|är|mycket|nu|snälla|igen|allt|för|hjälpen|och|så
        to|je|moc|ted|prosim|znovu|vse|za|a|uz
        هذا|ذلك|جدا|الآن|من فضلك|مرة أخرى|كل|على|لك
        यह|वह|बहुत|अब|कृपया|फिर से|सब|है|आपका
        nay|rat|bay gio|vui long|lai|nhieu|ban|roi|qua
        ini|itu|sangat|sekarang|tolong|lagi|semua|banyak|sudah
    """,
}
