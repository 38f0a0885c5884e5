"""What a message means after what was said: "et le samedi ?", "et leur numéro ?", "il faut les deux parents ?".

``resolve`` is the entry and says in which order the others are asked: what is settled by its words alone (``outright``), names (``places``,
``villages``, ``named_streets``), dates (``moments``), what the card talked of tells (``follow_up``, ``card_search``); ``phrases`` are the turns of phrase.
"""
